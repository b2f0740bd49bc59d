package network.cairn.base.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

final class AddressPrefixTest {
  private static AddressPrefix customer(String ip) {
    return AddressPrefix.customer(InetAddress.ofLiteral(ip));
  }

  @Test
  void isEqualWithinWhatACustomerHasAndNowhereElse() {
    assertThat(customer("192.0.2.1")).isEqualTo(customer("192.0.2.255"));
    assertThat(customer("192.0.2.1")).isNotEqualTo(customer("192.0.3.1"));
    assertThat(customer("2001:db8:0:1::1")).isEqualTo(customer("2001:db8:0:ff:2::"));
    assertThat(customer("2001:db8:0:1::1")).isNotEqualTo(customer("2001:db8:0:100::1"));
  }

  @Test
  void keepsTheFamiliesApart() {
    assertThat(AddressPrefix.of(InetAddress.ofLiteral("32.1.13.184"), 4, 4).text())
        .isEqualTo("4:20010db8");
    assertThat(AddressPrefix.of(InetAddress.ofLiteral("2001:db8::"), 4, 4).text())
        .isEqualTo("6:20010db8");
  }

  /// An IPv4 address in IPv6's clothes is the IPv4 address.
  @Test
  void seesThroughMappedAddresses() {
    assertThat(customer("::ffff:192.0.2.1")).isEqualTo(customer("192.0.2.9"));
  }
}
