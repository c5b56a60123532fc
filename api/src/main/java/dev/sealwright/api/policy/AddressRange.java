package dev.sealwright.api.policy;

import java.net.InetAddress;

/** Addresses with a common prefix, such as {@code 10.0.0.0/8}; never looks a name up. */
final class AddressRange {
  private final byte[] network;
  private final int prefix;

  private AddressRange(byte[] network, int prefix) {
    this.network = network;
    this.prefix = prefix;
  }

  static AddressRange of(String place, String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    try {
      byte[] network = InetAddress.ofLiteral(address).getAddress();
      int bits = network.length * Byte.SIZE;
      int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      if (prefix >= 0 && prefix <= bits) {
        return new AddressRange(network, prefix);
      }
    } catch (IllegalArgumentException _) {
      // reported below like a prefix out of range
    }
    throw PolicyException.at(place, "expected an address or a range such as 10.0.0.0/8");
  }

  boolean contains(String text) {
    byte[] address;
    try {
      address = InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
    if (address.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((address[bit / Byte.SIZE] ^ network[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
