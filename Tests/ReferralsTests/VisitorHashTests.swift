import Referrals
import Testing

@Suite("Visitor hashes")
struct VisitorHashTests {
  let program = Program.ID(high: 1, low: 2)
  let address = IPAddress("192.0.2.1")
  let hasher = VisitorHasher(salt: Array(0..<32))

  @Test("the same visitor has the same hash, and any difference another")
  func difference() {
    let hash = hasher.hash(program: program, address: address, userAgent: "a")
    #expect(hasher.hash(program: program, address: address, userAgent: "a") == hash)
    let others = [
      hasher.hash(program: Program.ID(high: 1, low: 3), address: address, userAgent: "a"),
      hasher.hash(program: program, address: IPAddress("192.0.2.2"), userAgent: "a"),
      hasher.hash(program: program, address: IPAddress("::c000:201"), userAgent: "a"),
      hasher.hash(program: program, address: nil, userAgent: "a"),
      hasher.hash(program: program, address: address, userAgent: "b"),
      hasher.hash(program: program, address: address, userAgent: ""),
      VisitorHasher(salt: Array(1..<33)).hash(program: program, address: address, userAgent: "a"),
    ]
    #expect(Set(others + [hash]).count == others.count + 1)
  }

  @Test("the hash is the first half of SHA-256 over salt, program, address and agent")
  func algorithm() {
    let hash = hasher.hash(program: program, address: address, userAgent: "a")
    #expect(hash.high == 0xc11b_0940_4348_d33d)
    #expect(hash.low == 0x65e6_c815_6675_399b)
  }

  @Test("as a visitor id it is a version 8 UUID")
  func visitorID() {
    let id = hasher.hash(program: program, address: address, userAgent: "a").visitorID
    #expect(id.high >> 12 & 0xf == 8)
    #expect(id.low >> 62 == 2)
    #expect(id.timestamp == nil)
  }

  @Test("no two salts are the same")
  func salts() {
    #expect(VisitorHasher.newSalt().count == 32)
    #expect(VisitorHasher.newSalt() != VisitorHasher.newSalt())
  }
}
