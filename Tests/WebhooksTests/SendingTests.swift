import Referrals
import Testing

@testable import Webhooks

@Suite("When and where events are sent")
struct SendingTests {
  private let now = Timestamp("2026-03-01T12:00:00Z")!

  @Test func `a failing endpoint is tried eight times, a day and a half long`() {
    #expect(RetrySchedule.attempts == 8)
    let waits = (1...8).map { attempt in
      RetrySchedule.verdict(.failed, attempt: attempt, chance: 0.5, now: now)
    }
    let delays: [Duration] = [
      .seconds(5), .minutes(5), .minutes(30), .hours(2), .hours(5), .hours(10), .hours(10),
    ]
    #expect(waits == delays.map { .retry(at: now + $0) } + [.exhausted])
  }

  @Test(arguments: [(0.0, 240), (0.5, 300), (1.0, 360), (-5.0, 240), (7.0, 360), (0.25, 270)])
  func `chance moves a retry by at most a fifth`(chance: Double, seconds: Int) {
    #expect(
      RetrySchedule.verdict(.answered(status: 500), attempt: 2, chance: chance, now: now)
        == .retry(at: now + .seconds(seconds)))
  }

  @Test func `only 2xx is success, and 410 is for good`() {
    for status in [200, 201, 202, 204, 299] {
      #expect(RetrySchedule.verdict(.answered(status: status), attempt: 1, chance: 0, now: now) == .delivered)
      #expect(RetrySchedule.verdict(.answered(status: status), attempt: 8, chance: 0, now: now) == .delivered)
    }
    for attempt in [1, 8] {
      #expect(RetrySchedule.verdict(.answered(status: 410), attempt: attempt, chance: 0, now: now) == .gone)
    }
    for status in [0, 100, 199, 301, 302, 304, 307, 400, 401, 404, 409, 429, 500, 503, 600] {
      guard case .retry = RetrySchedule.verdict(.answered(status: status), attempt: 1, chance: 0, now: now) else {
        Issue.record("\(status) is tried again")
        return
      }
    }
    #expect((100...599).filter(RetrySchedule.isOverloaded) == [429, 502, 503, 504])
    #expect(RetrySchedule.disableAfter == .days(5))
  }

  @Test(arguments: [
    ("120", 120), ("0", 5), ("3", 5), (" 60 ", 60), ("999999999", 86_400), ("99999999999999999999999", 86_400),
    ("Sun, 01 Mar 2026 12:10:00 GMT", 600), ("Sunday, 01-Mar-26 12:10:00 GMT", 600), ("Sun Mar  1 12:10:00 2026", 600),
    ("Sun, 01 Mar 2026 11:00:00 GMT", 5), ("Sun, 01 Mar 2099 11:00:00 GMT", 86_400),
    ("Sunday, 01-Mar-94 12:10:00 GMT", 5),
    ("", 5), ("soon", 5), ("-60", 5), ("1.5", 5), ("1e3", 5), ("60 seconds", 60), ("Sun, 31 Feb 2026 12:10:00 GMT", 5),
    ("Sun, 01 Mar 2026 25:10:00 GMT", 5), ("Sun, 01 Mar 2026 12:10:00 CET", 5), ("Sun, 01 Mrz 2026 12:10:00 GMT", 5),
    ("a b c d e", 5), ("a b c d e GMT", 5), ("Sun, 99999999999999999999 Mar 2026 12:10:00 GMT", 5),
  ])
  func `an endpoint's wish is honoured up to a day, and never shortens the wait`(wish: String, seconds: Int) {
    let verdict = RetrySchedule.verdict(
      .answered(status: 503), attempt: 1, retryAfter: wish, chance: 0.5, now: now)
    #expect(verdict == .retry(at: now + .seconds(seconds)))
    #expect(
      RetrySchedule.verdict(.answered(status: 503), attempt: 8, retryAfter: wish, chance: 0.5, now: now) == .exhausted)
  }

  @Test(arguments: [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1",
    "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:0:808:808::1", "2001:2::1", "2001:10::1",
    "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1",
    "fe80::1", "fec0::1", "ff02::1",
  ])
  func `addresses that are not public are not called, unless they are listed`(text: String) throws {
    let address = try #require(IPAddress(text))
    #expect(!DestinationRules().permits(address))
    let own = try #require(CIDR(address, length: address.width))
    #expect(DestinationRules(allow: [own]).permits(address))
    #expect(!DestinationRules(allow: [try #require(CIDR("8.8.8.0/24"))]).permits(address))
  }

  @Test(arguments: [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
    "169.253.255.255", "169.255.0.1", "172.15.255.255", "172.32.0.1", "191.255.255.255", "192.0.1.1", "192.167.255.255",
    "192.169.0.1", "198.17.255.255", "198.20.0.1", "203.0.112.255", "203.0.114.0", "223.255.255.255",
    "2001:4860:4860::8888", "2a00:1450:4001::1", "2606:4700::1111", "2001:200::1", "2003::1", "::ffff:8.8.8.8",
  ])
  func `public addresses are called`(text: String) throws {
    #expect(DestinationRules().permits(try #require(IPAddress(text))))
  }

  @Test(arguments: [
    ("https://hooks.example/in?key=1", "hooks.example", nil), ("http://localhost:8080/x", "localhost", nil),
    ("https://192.0.2.1/x", "192.0.2.1", "192.0.2.1"), ("http://[2001:db8::1]:9000/", "[2001:db8::1]", "2001:db8::1"),
    ("https://7.example", "7.example", nil),
  ])
  func `an endpoint is an absolute address`(text: String, host: String, address: String?) throws {
    let endpoint = try EndpointURL(text)
    #expect(endpoint.text == text && endpoint.host == host && endpoint.address?.description == address)
  }

  @Test(arguments: [
    ("hooks.example", EndpointURL.Refusal.destination(.scheme)), ("ftp://hooks.example/", .destination(.scheme)),
    ("https:///x", .destination(.host)), ("https://a:b@hooks.example/", .destination(.userInfo)),
    ("https://hooks.example:99999/", .destination(.port)),
    ("http://[::ffff:127.0.0.1]/", .destination(.host)),
    ("https://hooks.example/a b", .destination(.invisibleCharacter)),
    ("https://hooks.example/#x", .fragment), ("https://hooks.example/#", .fragment),
    ("https://höks.example/", .unicode),
    ("https://hooks.example/ü", .unicode), ("http://127.1/", .number), ("http://2130706433/", .number),
    ("http://0x7f.0.0.1/", .number), ("http://0x7f000001/", .number), ("http://0177.0.0.1/", .number),
    ("http://127.0.0.1./", .number), ("http://1.2.3.4.5/", .number), ("http://0x/", .number),
    ("https://x.example/\(String(repeating: "a", count: 2048))", .destination(.tooLong)),
  ])
  func `what is no endpoint is refused, and says why`(text: String, refusal: EndpointURL.Refusal) {
    #expect(throws: refusal) { try EndpointURL(text) }
    #expect(!refusal.description.isEmpty)
  }
}
