package io.tasks4j.webhook;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Says which addresses of a host may be connected to: public ones, unless the host is allowed by
 * name. Thread-safe.
 *
 * <p>Ranges are those of the IANA registries of special-purpose addresses. Of IPv6 only 2000::/3 is
 * handed out for public use, so all else is refused without a list: loopback, link-local, unique
 * local, multicast, mapped and compatible IPv4, NAT64. What is resolved is checked and then
 * connected to, so a second answer of the name server has no part in it.
 */
final class AddressGuard {
  /** Finds the addresses of a host name. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private static final List<Range> REFUSED_4 =
      List.of(
          Range.of("0.0.0.0", 8), // this network
          Range.of("10.0.0.0", 8), // private
          Range.of("100.64.0.0", 10), // carrier-grade NAT
          Range.of("127.0.0.0", 8), // loopback
          Range.of("169.254.0.0", 16), // link-local, and the metadata of clouds
          Range.of("172.16.0.0", 12), // private
          Range.of("192.0.0.0", 24), // protocol assignments
          Range.of("192.0.2.0", 24), // documentation
          Range.of("192.88.99.0", 24), // 6to4 relays
          Range.of("192.168.0.0", 16), // private
          Range.of("198.18.0.0", 15), // benchmarks
          Range.of("198.51.100.0", 24), // documentation
          Range.of("203.0.113.0", 24), // documentation
          Range.of("224.0.0.0", 4), // multicast
          Range.of("240.0.0.0", 4)); // reserved, and broadcast

  private static final Range PUBLIC_6 = Range.of("2000::", 3);
  private static final List<Range> REFUSED_6 =
      List.of(
          Range.of("2001::", 23), // protocol assignments: Teredo, ORCHID and others
          Range.of("2001:db8::", 32), // documentation
          Range.of("2002::", 16), // 6to4, which carries an IPv4 address
          Range.of("3fff::", 20)); // documentation

  private final Set<String> allowedHosts;
  private final Resolver resolver;

  AddressGuard(Set<String> allowedHosts, Resolver resolver) {
    this.allowedHosts = Set.copyOf(allowedHosts);
    this.resolver = resolver;
  }

  boolean isAllowedByName(String host) {
    return allowedHosts.contains(host.toLowerCase(Locale.ROOT));
  }

  /**
   * Addresses to connect to, each of them checked.
   *
   * @throws RefusedAddressException when one of them is not public: then none is used
   */
  List<InetAddress> addresses(String host) throws UnknownHostException, RefusedAddressException {
    List<InetAddress> found = new ArrayList<>();
    for (InetAddress address : resolver.resolve(host)) {
      // The scope of a link-local address aside, what is checked is what is connected to.
      if (!isAllowedByName(host) && !isPublic(address)) {
        throw new RefusedAddressException(
            "the webhook host '"
                + host
                + "' has the address "
                + address.getHostAddress()
                + ", which is not public; if it is meant, allow the host by allowInternal");
      }
      found.add(address);
    }
    return found;
  }

  static boolean isPublic(InetAddress address) {
    if (address instanceof Inet4Address) {
      return REFUSED_4.stream().noneMatch(range -> range.contains(address));
    }
    return PUBLIC_6.contains(address)
        && REFUSED_6.stream().noneMatch(range -> range.contains(address));
  }

  /** A prefix of addresses. */
  private record Range(BigInteger first, int prefix, int bits) {
    static Range of(String address, int prefix) {
      try {
        // A literal: nothing is looked up.
        byte[] bytes = InetAddress.getByName(address).getAddress();
        return new Range(new BigInteger(1, bytes), prefix, bytes.length * 8);
      } catch (UnknownHostException e) {
        throw new IllegalStateException(address, e);
      }
    }

    boolean contains(InetAddress address) {
      byte[] bytes = address.getAddress();
      return bytes.length * 8 == bits
          && new BigInteger(1, bytes)
              .shiftRight(bits - prefix)
              .equals(first.shiftRight(bits - prefix));
    }
  }
}
