import Referrals
import Testing

@Suite("Addresses")
struct AddressTests {
  @Test(
    "addresses are read, and printed in their shortest form",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
      ("::", "::"), ("::1", "::1"), ("2001:DB8::1", "2001:db8::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
      ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("fe80::1%eth0", "fe80::1"), ("::ffff:192.0.2.1", "192.0.2.1"),
      ("::FFFF:c000:201", "192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
      ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"), ("::1:2", "::1:2"), ("1::", "1::"),
    ])
  func reads(text: String, printed: String) {
    #expect(IPAddress(text)?.description == printed)
    #expect(IPAddress(printed) == IPAddress(text))
  }

  @Test(
    "what is not an address is refused",
    arguments: [
      "", " ", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.+4", "1.2.3.4 ", "0x7f.0.0.1",
      "2130706433", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1.2.3", "1:2",
      "1:2:3:4:5:6:7:8::", "::1%", "1.2.3.4::", "[::1]", "localhost", "unknown", "1.2.3.4:80", "::+1", ":1:2:3:4:5:6:7",
      String(repeating: "0", count: 100),
    ])
  func refused(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test(
    "forwarded addresses come with ports, brackets and quotes",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:567", "192.0.2.1"), (" 192.0.2.1\t", "192.0.2.1"),
      ("[2001:db8::1]", "2001:db8::1"), ("[2001:db8::1]:80", "2001:db8::1"), ("2001:db8::1", "2001:db8::1"),
      ("\"[2001:db8::1]:4711\"", "2001:db8::1"), ("\"192.0.2.1\"", "192.0.2.1"), ("[fe80::1%25eth0]", "fe80::1"),
      ("192.0.2.1:", nil), ("192.0.2.1:x", nil), ("192.0.2.1:65536", nil), ("[2001:db8::1", nil),
      ("[2001:db8::1]x", nil), ("[192.0.2.1]", nil), ("unknown", nil), ("_hidden", nil), ("", nil), ("\"", nil),
    ] as [(String, String?)])
  func forwarded(text: String, printed: String?) {
    #expect(IPAddress(forwarded: text)?.description == printed)
  }

  @Test(
    "a range holds its addresses and no others",
    arguments: [
      ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.1.2.3/8", "10.9.9.9", true),
      ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("0.0.0.0/0", "8.8.8.8", true),
      ("0.0.0.0/0", "::1", false), ("::/0", "192.0.2.1", false), ("::/0", "2001:db8::1", true),
      ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
      ("2001:db8:0:1:8000::/65", "2001:db8:0:1:8000::1", true), ("2001:db8:0:1:8000::/65", "2001:db8:0:1::1", false),
      ("fe80::/10", "febf::1", true), ("::1/128", "::1", true), ("::1", "::2", false),
      ("10.0.0.0/8", "::ffff:10.1.1.1", true),
      ("192.0.2.128/25", "192.0.2.127", false),
    ])
  func ranges(range: String, address: String, isInside: Bool) throws {
    let range = try #require(CIDR(range))
    #expect(range.contains(try #require(IPAddress(address))) == isInside)
    #expect(CIDR(range.description) == range)
  }

  @Test(
    "what is not a range is refused",
    arguments: [
      "", "/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/", "::/129", "10.0.0.0/8/8", "x/8",
      "fe80::1%eth0/64",
    ])
  func refusedRanges(text: String) {
    #expect(CIDR(text) == nil)
  }

  @Test(
    "of an address only its neighbourhood is stored",
    arguments: [
      ("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
      ("::ffff:192.0.2.77", "192.0.2.0/24"),
      ("::1", "::/48"),
    ])
  func neighbourhood(address: String, range: String) {
    #expect(IPAddress(address)?.neighbourhood.description == range)
  }
}

@Suite("Trusted proxies")
struct TrustedProxiesTests {
  static let proxies = TrustedProxies("127.0.0.1, 10.0.0.0/8 ::1")!

  @Test(
    "the client is the last address that no proxy of ours has",
    arguments: [
      ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
      ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
      ("127.0.0.1", ["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
      ("127.0.0.1", ["1.1.1.1, 198.51.100.1, 10.2.3.4"], "198.51.100.1"),
      ("127.0.0.1", ["1.1.1.1", "198.51.100.1, 10.2.3.4"], "198.51.100.1"),
      ("127.0.0.1", ["10.1.1.1, 10.2.3.4"], "10.1.1.1"),
      ("127.0.0.1", [], "127.0.0.1"),
      ("127.0.0.1", [""], "127.0.0.1"),
      ("127.0.0.1", ["garbage"], "127.0.0.1"),
      ("127.0.0.1", ["198.51.100.1, garbage"], "127.0.0.1"),
      ("127.0.0.1", ["198.51.100.1, garbage, 10.2.3.4"], "10.2.3.4"),
      ("127.0.0.1", ["198.51.100.1,, 10.2.3.4"], "10.2.3.4"),
      ("127.0.0.1", ["<script>, 198.51.100.1:4711"], "198.51.100.1"),
      ("::1", ["[2001:db8::1]:80"], "2001:db8::1"),
      ("::ffff:127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
    ])
  func forwardedFor(peer: String, headers: [String], client: String) throws {
    let peer = try #require(IPAddress(peer))
    #expect(Self.proxies.client(peer: peer, forwardedFor: headers).description == client)
  }

  @Test(
    "Forwarded counts where X-Forwarded-For is missing",
    arguments: [
      (["for=198.51.100.1"], "198.51.100.1"), (["For=\"[2001:db8::1]:4711\";proto=https"], "2001:db8::1"),
      (["for=1.1.1.1, proto=http;by=10.0.0.1;for=198.51.100.1"], "198.51.100.1"),
      (["for=1.1.1.1", "for=198.51.100.1, for=10.0.0.7"], "198.51.100.1"),
      (["for=unknown"], "127.0.0.1"), (["for=_gazonk"], "127.0.0.1"), (["proto=https"], "127.0.0.1"),
      (["for=\"198.51.100.1, for=1.1.1.1"], "127.0.0.1"), ([""], "127.0.0.1"),
    ])
  func forwarded(headers: [String], client: String) throws {
    let peer = try #require(IPAddress("127.0.0.1"))
    #expect(Self.proxies.client(peer: peer, forwarded: headers).description == client)
    #expect(
      Self.proxies.client(peer: peer, forwardedFor: ["192.0.2.5"], forwarded: headers).description == "192.0.2.5")
  }

  @Test("without proxies of ours no header counts")
  func none() throws {
    let peer = try #require(IPAddress("127.0.0.1"))
    #expect(TrustedProxies().client(peer: peer, forwardedFor: ["198.51.100.1"]) == peer)
    #expect(TrustedProxies("")?.ranges.isEmpty == true)
    #expect(TrustedProxies("10.0.0.0/8, nonsense") == nil)
  }
}
