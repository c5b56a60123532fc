package dev.sealwright.engine.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.key.pkcs11.FaultModule;
import dev.sealwright.engine.key.pkcs11.LoadedModule;
import dev.sealwright.engine.key.pkcs11.ReturnValue;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.Reaction;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault of a token, made by a real module, and how the lanes come through it. */
@Isolated
@SuppressWarnings("NullAway.Init") // set before each test
class HealingTest {
  private static final FaultModule DEVICE = FaultModule.create();
  private static final LoadedModule MODULE = loaded();
  private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.UTF_8);

  private SimpleMeterRegistry metrics;
  private Token token;
  private LaneGroup lanes;
  private SigningKey key;

  private static LoadedModule loaded() {
    var cryptoki = DEVICE.load();
    cryptoki.initialise();
    return new LoadedModule(cryptoki);
  }

  @BeforeEach
  void open() {
    open(Profile.STANDARD.withDeadline(Duration.ofSeconds(2)));
    KeyId id = new KeyId(UUID.randomUUID());
    var publicKey = done(session -> session.generate(id, KeySpec.EC_P256)).await(patience());
    key = new SigningKey("token", id, KeySpec.EC_P256, publicKey);
  }

  private void open(Profile profile) {
    // A gauge stays with the group that registered it first.
    metrics = new SimpleMeterRegistry();
    token = new Token(DEVICE.config().withProfile(profile), MODULE);
    lanes = new LaneGroup(token, metrics);
    until(() -> lanes.state() == VaultState.READY);
  }

  @AfterEach
  void close() {
    DEVICE.plan();
    lanes.close();
    token.close();
  }

  @ParameterizedTest
  @EnumSource(ReturnValue.class)
  void eachReturnValueGetsTheReactionOfTheTable(ReturnValue value) {
    sign();
    DEVICE.plan("C_Sign 1 return " + Long.toHexString(value.code()));
    switch (value.reaction()) {
      case LOGIN_LOST, SESSION_LOST, SESSION_DIRTY, HANDLE_STALE, UNCLEAR, CAPACITY -> sign();
      case TOKEN_LOST -> {
        refused(Failure.TOKEN_UNAVAILABLE, value.name());
        until(() -> lanes.state() == VaultState.READY);
        sign();
        assertThat(metrics.get("sealwright.token.recoveries").counter().count()).isEqualTo(2);
      }
      case OPERATOR -> {
        refused(Failure.TOKEN_UNAVAILABLE, value.name());
        assertThat(lanes.state()).isEqualTo(VaultState.REFUSED);
        assertThat(lanes.trouble()).hasValueSatisfying(why -> assertThat(why).contains("CKR_"));
        refused(Failure.TOKEN_UNAVAILABLE, value.name());
      }
      case CONFIGURATION -> {
        refused(Failure.TOKEN_UNAVAILABLE, value.name());
        sign();
      }
      case BUG -> {
        refused(Failure.INTERNAL, "");
        sign();
      }
    }
  }

  /** The profile knows better than the table: here a code of the vendor's own. */
  @Test
  void aProfileGivesACodeAnotherMeaning() {
    reopen(Profile.STANDARD.withReactions(Map.of(0x8000_0001L, Reaction.SESSION_LOST)));
    sign();
    DEVICE.plan("C_Sign 1 return 80000001");
    sign();
    assertThat(metrics.get("sealwright.token.recoveries").counter().count()).isEqualTo(1);
    DEVICE.plan("C_Sign 1 return 80000002");
    refused(Failure.TOKEN_UNAVAILABLE, "0x80000002");
  }

  @ParameterizedTest
  @CsvSource({
    "C_Sign 1-2 return b3", // a fresh session is no better
    "C_Sign 1-5 return 6", // unclear, five times in a row
    "C_SignInit 1 lose", // gone until the module is initialised anew
    "C_SignInit 1 lose 700" // and away for a while even then
  })
  void comesBackByItselfOnceTheModuleAnswers(String fault) {
    sign();
    DEVICE.plan(fault);
    refused(Failure.TOKEN_UNAVAILABLE, "CKR_");
    until(() -> lanes.state() == VaultState.READY);
    sign();
  }

  @Test
  void logsInAgainWhenAllSessionsWereDropped() {
    sign();
    DEVICE.plan("C_SignInit 1 drop", "C_Login always note");
    sign();
    until(() -> lanes.state() == VaultState.READY);
    for (int i = 0; i < 10; i++) {
      sign();
    }
    assertThat(DEVICE.log()).contains("C_Login");
  }

  @Test
  void signsWithTheRightKeyAfterHandlesWereRenumbered() {
    KeyId other = new KeyId(UUID.randomUUID());
    var publicKey = done(session -> session.generate(other, KeySpec.EC_P256)).await(patience());
    var second = new SigningKey("token", other, KeySpec.EC_P256, publicKey);
    sign();
    assertThat(verifies(second)).isTrue();
    DEVICE.plan("C_SignInit 1 return 60");
    sign();
    assertThat(verifies(second)).isTrue();
  }

  /**
   * INVARIANT I3: nothing that the recorded key did not sign goes further, and no more is asked.
   */
  @ParameterizedTest
  @CsvSource({
    "C_Sign 1 short, cannot be",
    "C_Sign 1 corrupt, not verify",
    "C_SignInit 1 other, not verify"
  })
  void trustsNoAnswerAfterAWrongOne(String fault, String reason) {
    done(session -> session.generate(new KeyId(UUID.randomUUID()), KeySpec.EC_P256))
        .await(patience());
    sign();
    DEVICE.plan(fault);
    refused(Failure.TOKEN_UNAVAILABLE, reason);
    assertThat(lanes.state()).isEqualTo(VaultState.REFUSED);
    assertThat(metrics.get("sealwright.signature.mismatch").counter().count()).isEqualTo(1);
    refused(Failure.TOKEN_UNAVAILABLE, reason);
  }

  /** INVARIANT I14. */
  @Test
  void aCallThatHangsCostsItsLaneAndNothingElse() {
    sign();
    DEVICE.plan("C_Sign 1 hang");
    refused(Failure.TOKEN_UNAVAILABLE, "did not return");
    until(() -> metrics.get("sealwright.lanes.hanging").gauge().value() == 1);
    until(() -> lanes.state() == VaultState.READY);
    sign();
    DEVICE.plan();
    until(() -> metrics.get("sealwright.lanes.hanging").gauge().value() == 0);
    sign();
  }

  /** For tokens that end a session which rests. */
  @Test
  void anIdleSessionIsKeptAliveAndRenewedBeforeThereIsWorkForIt() {
    reopen(Profile.STANDARD.withKeepAlive(Duration.ofMillis(100)));
    sign();
    DEVICE.plan("C_FindObjectsInit from 3 note");
    until(() -> DEVICE.log().stream().filter("C_FindObjectsInit"::equals).count() > 4);
    DEVICE.plan("C_FindObjectsInit 1 drop", "C_OpenSession always note");
    // That of each of the two lanes, and the one that holds the login.
    until(() -> DEVICE.log().stream().filter("C_OpenSession"::equals).count() >= 3);
    until(() -> lanes.state() == VaultState.READY);
    DEVICE.plan("C_OpenSession always return 30");
    sign();
  }

  /** A module that hangs while it opens a session keeps the other lanes working. */
  @Test
  void aSessionThatDoesNotOpenCostsOneLane() {
    sign();
    DEVICE.plan("C_SignInit 1 return b3", "C_OpenSession 1 hang");
    refused(Failure.TOKEN_UNAVAILABLE, "did not return");
    for (int i = 0; i < 20; i++) {
      sign();
    }
    until(() -> metrics.get("sealwright.lanes.hanging").gauge().value() == 1);
    sign();
    DEVICE.plan();
    until(() -> lanes.state() == VaultState.READY);
    until(() -> metrics.get("sealwright.lanes.hanging").gauge().value() == 0);
  }

  /** INVARIANT I14, at the start too. */
  @Test
  void aTokenThatHangsAtTheStartIsNotWaitedForLongerThanItsDeadline() {
    lanes.close();
    token.close();
    DEVICE.plan("C_GetTokenInfo 1 hang");
    token =
        new Token(
            DEVICE.config().withProfile(Profile.STANDARD.withDeadline(Duration.ofMillis(300))),
            MODULE);
    lanes = new LaneGroup(token, metrics);
    assertThat(lanes.state()).isEqualTo(VaultState.LOST);
    refused(Failure.TOKEN_UNAVAILABLE, "not reached yet");
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> lanes.offers(KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA))
        .withMessageContaining("a login does not return");
    DEVICE.plan();
    until(() -> lanes.state() == VaultState.READY);
    sign();
  }

  /** INVARIANT I13: what nobody can take does not wait. */
  @Test
  void whenEveryLaneHangsItRefusesUntilTheCallsReturn() {
    reopen(Profile.STANDARD.withDeadline(Duration.ofMillis(300)));
    sign();
    DEVICE.plan("C_Sign always hang");
    List<Ticket<byte[]>> asked = new ArrayList<>();
    while (lanes.trouble().isEmpty()) {
      asked.add(signed(key));
      Thread.onSpinWait();
      if (asked.size() > 64) {
        refusedAll(asked);
      }
    }
    assertThat(lanes.state()).isEqualTo(VaultState.LOST);
    refused(Failure.TOKEN_UNAVAILABLE, "every lane hangs");
    refusedAll(asked);
    DEVICE.plan();
    until(() -> lanes.state() == VaultState.READY);
    sign();
    until(() -> metrics.get("sealwright.lanes.hanging").gauge().value() == 0);
  }

  private static void refusedAll(List<Ticket<byte[]>> asked) {
    for (Ticket<byte[]> ticket : asked) {
      assertThatExceptionOfType(CaException.class)
          .isThrownBy(() -> ticket.await(patience()))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.TOKEN_UNAVAILABLE));
    }
    asked.clear();
  }

  @Test
  void whileLostItRefusesAtOnce() {
    sign();
    DEVICE.plan("C_SignInit 1 lose 5000");
    refused(Failure.TOKEN_UNAVAILABLE, "CKR_DEVICE_ERROR");
    for (int i = 0; i < 100; i++) {
      refused(Failure.TOKEN_UNAVAILABLE, "");
    }
    // Had one of them waited for the token, it would be back.
    assertThat(lanes.state()).isEqualTo(VaultState.LOST);
  }

  private void reopen(Profile profile) {
    lanes.close();
    token.close();
    open(profile);
  }

  private void sign() {
    assertThat(verifies(key)).isTrue();
  }

  private boolean verifies(SigningKey with) {
    byte[] signature = signed(with).await(patience());
    return SignatureCheck.accepts(with, SignatureAlgorithm.SHA256WITHECDSA, MESSAGE, signature);
  }

  private void refused(Failure failure, String reason) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> signed(key).await(patience()))
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(failure));
  }

  private Ticket<byte[]> signed(SigningKey with) {
    return done(session -> {
      byte[] signature = session.sign(with, SignatureAlgorithm.SHA256WITHECDSA, MESSAGE);
      if (!SignatureCheck.accepts(with, SignatureAlgorithm.SHA256WITHECDSA, MESSAGE, signature)) {
        throw new VaultFault(Remedy.DISTRUST, "does not verify");
      }
      return signature;
    });
  }

  private <T> Ticket<T> done(Function<KeySession, T> work) {
    Ticket<T> ticket = new Ticket<>();
    lanes.put(
        new LaneTask() {
          @Override
          public LaneWork work() {
            return LaneWork.ISSUANCE;
          }

          @Override
          public Runnable run(KeySession session) {
            T result = work.apply(session);
            return () -> ticket.complete(result);
          }

          @Override
          public void abandon(CaException reason) {
            ticket.fail(reason);
          }
        });
    return ticket;
  }

  private static Duration patience() {
    return Duration.ofSeconds(30);
  }

  private static void until(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
      Thread.onSpinWait();
    }
  }
}
