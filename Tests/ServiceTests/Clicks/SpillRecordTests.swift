import Foundation
import Records
import Referrals
import Testing

@testable import Service

@Suite("The click spill's files")
struct SpillRecordTests {
  static let first = NewClick.sample(1)

  static let arrivals: [Arrival] = [
    .click(first),
    .click(.sample(2, outcome: .repeat, repeatOf: first.id)),
    .click(.sample(3, outcome: .bot, referrer: "https://example.com/ünïcode", userAgent: nil)),
    .orphan(
      OrphanClick(
        id: NewClick.sample(4).id, program: nil, host: "go.example", code: "no/such/ссылка", reason: .unknown,
        link: nil,
        addressPrefix: "192.0.2.0/24", referrer: nil, userAgent: "curl/8")),
    .orphan(
      OrphanClick(
        id: NewClick.sample(5).id, program: NewClick.sample(5).program, host: "", code: "old", reason: .expired,
        link: NewClick.sample(5).link, addressPrefix: "", referrer: "https://a.example/", userAgent: nil)),
  ]

  private var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for arrival in Self.arrivals { SpillRecord.append(arrival, to: &bytes) }
    return bytes
  }

  @Test("what is written is read again")
  func roundTrip() {
    let contents = SpillRecord.contents(of: bytes)
    #expect(contents.arrivals == Self.arrivals)
    #expect(contents.torn == 0)
    #expect(contents.damaged == 0)
  }

  @Test("a torn tail is left out, wherever it is torn")
  func torn() {
    let whole = bytes
    var lengths: [Int] = [0]
    var upTo: [UInt8] = []
    for arrival in Self.arrivals {
      SpillRecord.append(arrival, to: &upTo)
      lengths.append(upTo.count)
    }
    for end in 0...whole.count {
      let contents = SpillRecord.contents(of: Array(whole[..<end]))
      let count = lengths.lastIndex { $0 <= end }!
      #expect(contents.arrivals == Array(Self.arrivals.prefix(count)))
      #expect(contents.torn == end - lengths[count])
      #expect(contents.damaged == 0)
    }
  }

  @Test("a flipped bit is noticed, and costs no record but its own")
  func damage() {
    for position in stride(from: 0, to: bytes.count, by: 7) {
      var damaged = bytes
      damaged[position] ^= 0x10
      let contents = SpillRecord.contents(of: damaged)
      #expect(contents.arrivals.count == Self.arrivals.count - 1)
      #expect(contents.arrivals.allSatisfy(Self.arrivals.contains))
      #expect(contents.damaged + contents.torn > 0)
    }
  }

  @Test("what stands behind a hole is read", arguments: [1, 8, 300, 5000])
  func hole(size: Int) {
    var torn = Array(bytes.dropLast(20))
    torn += [UInt8](repeating: 0, count: size)
    let contents = SpillRecord.contents(of: torn + bytes)
    #expect(contents.arrivals == Self.arrivals.dropLast() + Self.arrivals)
    #expect(contents.damaged > size)
    #expect(contents.torn == 0)
  }

  @Test("the checksum is CRC-32C")
  func checksum() {
    // RFC 3720, appendix B.4.
    #expect(CRC32.checksum([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(CRC32.checksum([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xe306_9283)
  }

  @Test("files outlive the process, and are taken over by the next")
  func folders() throws {
    let directory = "\(FileManager.default.temporaryDirectory.path)/spill-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var first: ClickSpill? = try ClickSpill(directory: directory)
    let second = try ClickSpill(directory: directory)
    try first?.append(bytes)
    try second.append(bytes)
    #expect(second.seal().count == 1)
    #expect(second.bytes == bytes.count)

    // The first ends without a word, and another process starts: it has the first's folder, with all that is in it.
    first = nil
    let third = try ClickSpill(directory: directory)
    let files = third.seal()
    #expect(files.count == 1)
    #expect(try third.read(files[0]).arrivals == Self.arrivals)
    try third.delete(files[0])
    #expect(third.isEmpty)
    #expect(!second.isEmpty)
  }

  @Test("a folder that nobody has is emptied by whoever starts")
  func adoption() throws {
    let directory = "\(FileManager.default.temporaryDirectory.path)/spill-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var crashed: [ClickSpill] = []
    for _ in 0..<3 {
      let spill = try ClickSpill(directory: directory)
      try spill.append(bytes)
      crashed.append(spill)
    }
    crashed = []
    // A process that a test beside this one is starting has all locks of this one until it is another program.
    var only: ClickSpill?
    for _ in 0..<200 where only?.seal().count != 3 {
      only = nil
      usleep(10_000)
      only = try ClickSpill(directory: directory)
    }
    #expect(only?.seal().count == 3)
    #expect(only?.bytes == 3 * bytes.count)
  }
}

extension NewClick {
  /// A click with made-up parts that a number tells from others.
  static func sample(
    _ number: UInt64, outcome: Outcome = .person, repeatOf: Click.ID? = nil, referrer: String? = nil,
    userAgent: String? = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
  ) -> NewClick {
    let program = Program.ID(high: 0x0190_0000_0000_7000, low: 1 << 63 | 1)
    return NewClick(
      id: .make(program: program, at: Timestamp(seconds: 1_780_000_000 + Int64(number))), program: program,
      link: Link.ID(high: 0x0190_0000_0000_7000, low: 1 << 63 | 2),
      advocate: Advocate.ID(high: 0x0190_0000_0000_7000, low: 1 << 63 | 3),
      visitor: Visitor.ID(high: 0x0190_0000_0000_7000, low: 1 << 63 | number),
      visitorHash: Visitor.ID(high: number, low: number), outcome: outcome, repeatOf: repeatOf,
      addressPrefix: "192.0.2.0/24", referrer: referrer, userAgent: userAgent)
  }
}
