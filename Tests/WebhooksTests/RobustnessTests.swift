import Referrals
import StrictJSON
import Testing

@testable import Webhooks

@Suite("Whatever comes, reading answers")
struct RobustnessTests {
  @Test(arguments: Fixture.all)
  func `every file is read, and what it says is within the limits`(fixture: Fixture) throws {
    let event = try fixture.read()
    #expect(event.type == fixture.type && !event.meanings.isEmpty)
    #expect(event.isTest == (fixture.name.hasSuffix("+test") || fixture.name.hasSuffix("+lead")))
    for meaning in event.meanings { Self.check(meaning) }
  }

  @Test(arguments: Fixture.all)
  func `mutated bytes are read or refused, and nothing crashes`(fixture: Fixture) {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array(#"{}[]:,"\09-.eEntf "#.utf8) + [0x00, 0x7f, 0xc3, 0xff]
    for _ in 0..<15 {
      var mutated = fixture
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = mutated.body.indices.randomElement(using: &generator)!
        switch Int.random(in: 0...3, using: &generator) {
        case 0: mutated.body[index] = alphabet.randomElement(using: &generator)!
        case 1: mutated.body.remove(at: index)
        case 2: mutated.body.insert(alphabet.randomElement(using: &generator)!, at: index)
        default: mutated.body.replaceSubrange(index..<min(index + 9, mutated.body.count), with: [])
        }
        if mutated.body.isEmpty { break }
      }
      if let event = try? mutated.read() { for meaning in event.meanings { Self.check(meaning) } }
    }
  }

  @Test(arguments: Fixture.all)
  func `any value in any place is read or refused by name, and nothing crashes`(fixture: Fixture) throws {
    let odd: [JSON?] = [
      nil, .null, true, 0, -1, .integer(.max), .integer(.min), .number(0.5), .number(1e300), "", " ", "\u{0}", "x",
      "-9223372036854775808", "1e9", .string(String(repeating: "é", count: 5000)), [], [nil], [[]], .object([:]),
      .object(["id": [], "data": 7, "code": .object([:])]),
    ]
    let places = Self.places(of: try JSON(parsing: fixture.body), "")
    for place in places {
      // One at each place, another one each time.
      for value in odd.shuffled().prefix(1) {
        do {
          let changed = try fixture.changing(place, to: value)
          let event: IncomingEvent
          do throws(Rejection) { event = try changed.read() } catch {
            guard case .unusable(let field, let reason) = error else {
              Issue.record("\(fixture) \(place): \(error)")
              continue
            }
            #expect(!field.isEmpty && reason.hasSuffix("."))
            continue
          }
          for meaning in event.meanings { Self.check(meaning) }
        }
      }
    }
  }

  @Test(arguments: Providers.all.map(\.name))
  func `what is no JSON object is refused for what it is`(provider: String) throws {
    var fixture = try #require(Fixture.all.first { $0.provider == provider })
    for body in ["", "{", "webhook_id=7", "\u{FEFF}{}", #"{"id":1,"id":2}"#] {
      fixture.body = Array(body.utf8)
      let rejection = #expect(throws: Rejection.self) { try fixture.read() }
      #expect(rejection?.code == "not_json")
    }
    for body in ["[]", "7", "null", #""text""#] {
      fixture.body = Array(body.utf8)
      let rejection = #expect(throws: Rejection.self) { try fixture.read() }
      #expect(rejection?.code == "unusable" && rejection?.description.hasPrefix("body must be an object") == true)
    }
    if ["stripe", "standard", "github"].contains(provider) {
      fixture.body = Array("{}".utf8)
      #expect(throws: Rejection.unusable(field: "type", reason: "is required.")) { try fixture.read() }
    }
  }

  private static func places(of json: JSON, _ path: String) -> [String] {
    switch json {
    case .object(let members):
      members.flatMap { member in
        let place = path + member.name
        return [place] + places(of: member.value, place + ".")
      }
    case .array(let elements):
      elements.enumerated().flatMap { index, element in ["\(path)\(index)"] + places(of: element, "\(path)\(index).") }
    default: []
    }
  }

  private static func check(_ meaning: Meaning) {
    func isKey(_ key: String) -> Bool {
      !key.isEmpty && key.unicodeScalars.count <= Limits.externalID
        && !key.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f }
    }
    switch meaning {
    case .conversion(let conversion):
      #expect(isKey(conversion.key) && conversion.aliases.allSatisfy(isKey))
      #expect(Money.accepts(conversion.amount?.amount ?? 0) && Money.accepts(conversion.discount))
      #expect(conversion.occurredAt <= Fixture.now + .minutes(5))
      #expect(conversion.codes.allSatisfy { isKey($0) && $0.unicodeScalars.count <= 200 })
    case .reversal(let reversal):
      #expect(!reversal.keys.isEmpty && reversal.keys.allSatisfy(isKey) && isKey(reversal.id))
      #expect(reversal.amount > 0 && Money.accepts(reversal.amount))
    case .void(let void): #expect(!void.keys.isEmpty && isKey(void.reversal))
    case .unused(let reason): #expect(reason.hasSuffix("."))
    default: break
    }
  }
}
