import Referrals
import Testing

@testable import Service

@Suite("Recent clicks")
struct RecentClicksTests {
  private let start = Timestamp(seconds: 1_780_000_000)

  private func click(at time: Timestamp, _ number: UInt64 = 0) -> Click.ID {
    Click.ID(high: UInt64(time.milliseconds) << 16 | 0x7000, low: 1 << 63 | number)
  }

  @Test("a click is found until the window is over, and no longer")
  func window() {
    var recent = RecentClicks(window: .minutes(30), capacity: 64)
    let id = click(at: start)
    recent.insert(7, id)
    #expect(recent.first(7, at: start) == id)
    #expect(recent.first(7, at: start + .minutes(30) - .milliseconds(1)) == id)
    #expect(recent.first(7, at: start + .minutes(30)) == nil)
    #expect(recent.first(8, at: start) == nil)
    #expect(recent.first(7, at: start - .minutes(5)) == id, "a clock that was set back makes nobody count again")
    #expect(recent.first(7, at: start - .days(1)) == nil, "but what it says is tomorrow's click is not today's first")
  }

  @Test("the oldest makes room when the table is full")
  func bound() {
    var recent = RecentClicks(window: .days(1), capacity: 1000)
    #expect(recent.capacity == 1024)
    for number in 1...5000 { recent.insert(UInt64(number) &* 0x9e37_79b9_7f4a_7c15, click(at: start, UInt64(number))) }
    #expect(recent.count == 1024)
    for number in 1...3976 { #expect(recent.first(UInt64(number) &* 0x9e37_79b9_7f4a_7c15, at: start) == nil) }
    for number in 3977...5000 {
      #expect(recent.first(UInt64(number) &* 0x9e37_79b9_7f4a_7c15, at: start) == click(at: start, UInt64(number)))
    }
  }

  @Test("it agrees with a dictionary over a random history")
  func model() {
    var generator = SplitMix(state: 42)
    var recent = RecentClicks(window: .days(1), capacity: 1 << 18)
    var model: [UInt64: Click.ID] = [:]
    for step in 0..<200_000 {
      // Few fingerprints with few different low bits, so that probing collides.
      let fingerprint = 1 + (generator.next() % 700) * 64
      switch generator.next() % 4 {
      case 0:
        #expect(recent.first(fingerprint, at: start) == model[fingerprint])
      case 1:
        if let id = model[fingerprint] {
          recent.remove(fingerprint, if: id)
          model[fingerprint] = nil
        } else {
          recent.remove(fingerprint, if: click(at: start))
        }
      default:
        let id = click(at: start, UInt64(step))
        recent.insert(fingerprint, id)
        model[fingerprint] = id
      }
    }
    for (fingerprint, id) in model { #expect(recent.first(fingerprint, at: start) == id) }
  }

  @Test("only the click that is there is taken out")
  func removal() {
    var recent = RecentClicks(window: .days(1), capacity: 64)
    recent.insert(7, click(at: start, 1))
    recent.remove(7, if: click(at: start, 2))
    #expect(recent.first(7, at: start) == click(at: start, 1))
    recent.remove(7, if: click(at: start, 1))
    #expect(recent.first(7, at: start) == nil)
  }

  @Test("what expired gives its room back a few at a time")
  func expiry() {
    var recent = RecentClicks(window: .minutes(1), capacity: 1 << 12)
    for number in 1...2000 { recent.insert(UInt64(number), click(at: start, UInt64(number))) }
    for number in 1...1000 { recent.insert(UInt64(10_000 + number), click(at: start + .minutes(2), UInt64(number))) }
    #expect(recent.count <= 1001)
  }

  @Test("visitors and links have fingerprints of their own")
  func fingerprints() {
    let recent = RecentClicks(window: .minutes(1), capacity: 64)
    var seen: Set<UInt64> = []
    for link in 0..<100 {
      for visitor in 0..<100 {
        seen.insert(
          recent.fingerprint(link: Link.ID(high: 1, low: UInt64(link)), visitor: (high: 2, low: UInt64(visitor))))
      }
    }
    #expect(seen.count == 10_000)
    let other = RecentClicks(window: .minutes(1), capacity: 64)
    let link = Link.ID(high: 1, low: 1)
    #expect(
      recent.fingerprint(link: link, visitor: (2, 2)) != other.fingerprint(link: link, visitor: (2, 2)),
      "the key is drawn anew at each start")
  }
}

/// A small generator with a known start (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
