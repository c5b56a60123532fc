package dev.sealwright.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often an address may ask, by a clock that the test moves. */
class AddressRatesTest {
  private final AtomicLong now = new AtomicLong();
  private final AddressRates rates = new AddressRates(10, now::get);

  private int admitted(String address) {
    int admitted = 0;
    while (rates.admit(Optional.of(address))) {
      admitted++;
    }
    return admitted;
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void eachAddressHasItsOwn() {
    assertThat(admitted("192.0.2.1")).isEqualTo(20);
    assertThat(admitted("192.0.2.2")).isEqualTo(20);
    assertThat(admitted("192.0.2.1")).isZero();
    pass(Duration.ofSeconds(1));
    assertThat(admitted("192.0.2.1")).isEqualTo(10);
  }

  @Test
  void aNetworkOfIpv6IsOneAddress() {
    assertThat(admitted("2001:db8:1:2:3:4:5:6")).isEqualTo(20);
    assertThat(admitted("2001:db8:1:2:ffff:4:5:6")).isZero();
    assertThat(admitted("2001:db8:1:3:3:4:5:6")).isEqualTo(20);
    assertThat(admitted("fe80:0:0:0:1:2:3:4%eth0")).isEqualTo(20);
    assertThat(admitted("fe80:0:0:0:1:2:3:5%2")).isZero();
    // The same machine, however it is written.
    assertThat(AddressRates.network("::ffff:192.0.2.1")).isNotEmpty();
  }

  @Test
  void aFloodFromEverywhereTakesNoMoreThanItsShare() {
    assertThat(rates.admit(Optional.of("192.0.2.1"))).isTrue();
    int admitted = 0;
    for (int i = 0; i < 3 * AddressRates.MOST_ADDRESSES; i++) {
      String address = "10." + (i >> 16) + "." + ((i >> 8) & 255) + "." + (i & 255);
      if (rates.admit(Optional.of(address))) {
        admitted++;
      }
    }
    assertThat(rates.addresses()).isLessThanOrEqualTo(AddressRates.MOST_ADDRESSES);
    assertThat(admitted).isLessThan(AddressRates.MOST_ADDRESSES + 30);
    assertThat(rates.admit(Optional.of("192.0.2.1"))).isTrue();
    pass(Duration.ofSeconds(10));
    assertThat(rates.admit(Optional.of("198.51.100.1"))).isTrue();
    for (int i = 0; i < 1_000; i++) {
      rates.sweep(); // each forgets some
    }
    assertThat(rates.addresses()).isEqualTo(1);
  }

  @Test
  void whoRestsHasNoMoreThanABurst() {
    assertThat(admitted("192.0.2.1")).isEqualTo(20);
    pass(Duration.ofMillis(2_900));
    assertThat(admitted("192.0.2.1")).isEqualTo(20);
    pass(Duration.ofHours(1));
    assertThat(admitted("192.0.2.1")).isEqualTo(20);
  }
}
