package dev.sealwright.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.auth.SdkChanges.Change;
import dev.sealwright.api.auth.SdkRequests.Signed;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the signer of the AWS SDK for Java signs is accepted, and nothing that differs from it. */
class SdkOracleTest {
  private static final int REQUESTS = 3_000;
  private static final Caller CALLER =
      new Caller("123456789012", "arn:aws:iam::123456789012:user/u");

  @Test
  void acceptsWhatTheSdkSignsAndWhatMeansTheSame() {
    int refused = 0;
    for (int seed = 0; seed < REQUESTS; seed++) {
      Random random = new Random(seed);
      Signed signed = SdkRequests.of(random);
      SigV4Verifier verifier = verifier(signed, signed.at(), signed.secret());
      assertThat(outcome(verifier, signed.request()))
          .as("seed %d: %s", seed, shown(signed))
          .isNull();
      for (Change change : SdkChanges.of(signed, random)) {
        ErrorName outcome = outcome(verifier, change.request());
        if (outcome != change.error()) {
          assertThat(outcome)
              .as("seed %d, %s: %s", seed, change.name(), change.request().headers())
              .isEqualTo(change.error());
        }
        refused += outcome == null ? 0 : 1;
      }
    }
    assertThat(refused).isGreaterThan(40 * REQUESTS);
  }

  @Test
  void refusesAnotherSecretRegionOrService() {
    for (int seed = 0; seed < 300; seed++) {
      Signed signed = SdkRequests.of(new Random(seed));
      HttpRequest request = signed.request();
      assertThat(outcome(verifier(signed, signed.at(), signed.secret() + "x"), request))
          .isEqualTo(ErrorName.INVALID_SIGNATURE);
      AccessKeys keys = keys(signed, signed.secret());
      HandClock clock = new HandClock(signed.at());
      for (SigV4Verifier other :
          List.of(
              new SigV4Verifier(keys, signed.region() + "x", "acm-pca", clock),
              new SigV4Verifier(keys, signed.region(), "acm", clock))) {
        assertThat(outcome(other, request)).isEqualTo(ErrorName.INVALID_SIGNATURE);
      }
    }
  }

  @Test
  void fiveMinutesEitherWayAndNotAMillisecondMore() {
    Duration edge = Duration.ofMinutes(5);
    for (int seed = 0; seed < 300; seed++) {
      Signed signed = SdkRequests.of(new Random(seed));
      for (Instant now : List.of(signed.at().plus(edge), signed.at().minus(edge))) {
        assertThat(outcome(verifier(signed, now, signed.secret()), signed.request()))
            .as("seed %d: %s", seed, shown(signed))
            .isNull();
      }
      for (Instant now :
          List.of(signed.at().plus(edge).plusMillis(1), signed.at().minus(edge).minusMillis(1))) {
        assertThat(outcome(verifier(signed, now, signed.secret()), signed.request()))
            .isEqualTo(ErrorName.INVALID_SIGNATURE);
      }
    }
  }

  /** None are issued here, so none is known: also when all else is right. */
  @Test
  void refusesSessionTokens() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Signed signed = SdkRequests.of(random, "token/" + "+=".repeat(random.nextInt(500)) + "x");
      assertThat(signed.request().header("x-amz-security-token")).isPresent();
      assertThat(outcome(verifier(signed, signed.at(), signed.secret()), signed.request()))
          .isEqualTo(ErrorName.UNRECOGNIZED_CLIENT);
    }
  }

  private static SigV4Verifier verifier(Signed signed, Instant now, String secret) {
    return new SigV4Verifier(keys(signed, secret), signed.region(), "acm-pca", new HandClock(now));
  }

  private static AccessKeys keys(Signed signed, String secret) {
    return AccessKeys.of(List.of(new AccessKey(signed.keyId(), secret, CALLER)));
  }

  private static String shown(Signed signed) {
    HttpRequest request = signed.request();
    return request.path() + "?" + request.rawQuery() + " " + request.headers();
  }

  /** The refusal, or null when the caller was let in. */
  private static @Nullable ErrorName outcome(SigV4Verifier verifier, HttpRequest request) {
    try {
      assertThat(verifier.verify(request)).isSameAs(CALLER);
      return null;
    } catch (WireException e) {
      return e.error();
    }
  }
}
