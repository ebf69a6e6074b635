package io.tasks4j.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "2130706433",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
      })
  void addresses_that_are_not_public_are_refused(String address) throws Exception {
    assertFalse(AddressGuard.isPublic(InetAddress.getByName(address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00:1450::1",
      })
  void public_addresses_are_not(String address) throws Exception {
    assertTrue(AddressGuard.isPublic(InetAddress.getByName(address)));
  }

  @Test
  void one_private_address_among_several_refuses_them_all() {
    AddressGuard guard = new AddressGuard(Set.of(), host -> addresses("8.8.8.8", "10.0.0.1"));

    assertThrows(RefusedAddressException.class, () -> guard.addresses("mixed.example"));
  }

  @Test
  void a_host_that_is_allowed_by_name_may_be_anywhere() throws Exception {
    AddressGuard guard = new AddressGuard(Set.of("hooks.internal"), host -> addresses("10.0.0.1"));

    assertEquals(List.of(InetAddress.getByName("10.0.0.1")), guard.addresses("Hooks.Internal"));
    assertThrows(RefusedAddressException.class, () -> guard.addresses("other.internal"));
    assertThrows(RefusedAddressException.class, () -> guard.addresses("x.hooks.internal"));
  }

  static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] found = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      found[i] = InetAddress.getByName(literals[i]);
    }
    return found;
  }
}
