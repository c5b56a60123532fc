package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The times of lists that Bouncy Castle wrote, and of what is no list. */
class CrlHeadTest {
  private static byte[] list(Instant thisUpdate, Optional<Instant> nextUpdate, int entries)
      throws Exception {
    var keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(256);
    var builder = new X509v2CRLBuilder(new X500Name("CN=Lister, O=Test"), Date.from(thisUpdate));
    nextUpdate.ifPresent(next -> builder.setNextUpdate(Date.from(next)));
    for (int i = 1; i <= entries; i++) {
      builder.addCRLEntry(BigInteger.valueOf(i), Date.from(thisUpdate), 1);
    }
    return builder
        .build(
            new JcaContentSignerBuilder("SHA256withECDSA")
                .build(keys.generateKeyPair().getPrivate()))
        .getEncoded();
  }

  private static byte[] first(byte[] list) {
    return Arrays.copyOf(list, Math.min(list.length, CrlHead.LONGEST));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-29T10:11:12Z, 2026-12-06T10:11:12Z, 0",
    "2049-12-31T23:59:59Z, 2050-01-01T00:00:00Z, 3",
    "1950-01-01T00:00:00Z, 2150-01-01T00:00:00Z, 300",
    "2026-11-29T10:11:12Z, 2026-12-06T10:11:12Z, 3000"
  })
  void saysHowLongAListHolds(Instant from, Instant to, int entries) throws Exception {
    byte[] list = list(from, Optional.of(to), entries);
    assertThat(CrlHead.read(first(list), list.length)).contains(new CrlHead(from, Optional.of(to)));
  }

  @Test
  void aListMayNotSayWhenTheNextComes() throws Exception {
    Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    for (int entries : new int[] {0, 5}) {
      byte[] list = list(from, Optional.empty(), entries);
      assertThat(CrlHead.read(first(list), list.length))
          .contains(new CrlHead(from, Optional.empty()));
    }
  }

  @Test
  void whatIsShorterOrLongerThanItSaysIsNone() throws Exception {
    byte[] list = list(Instant.EPOCH, Optional.empty(), 5);
    for (int length = 0; length < list.length; length++) {
      assertThat(CrlHead.read(Arrays.copyOf(list, length), length)).isEmpty();
    }
    assertThat(CrlHead.read(Arrays.copyOf(list, list.length + 1), list.length + 1)).isEmpty();
    assertThat(CrlHead.read(list, list.length + 1L)).isEmpty();
    assertThat(CrlHead.read(Arrays.copyOf(list, 20), list.length)).isEmpty();
  }

  @Test
  void bytesThatSomebodyMadeUpNeverBreakIt() throws Exception {
    byte[] list = list(Instant.EPOCH, Optional.of(Instant.EPOCH), 2);
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      byte[] changed = list.clone();
      for (int j = 0; j <= i % 3; j++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      assertThat(CrlHead.read(changed, changed.length)).isNotNull();
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      assertThat(CrlHead.read(noise, noise.length)).isNotNull();
    }
  }
}
