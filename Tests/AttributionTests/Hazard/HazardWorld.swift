import Attribution
import Glibc

/// A small world drawn from the model itself: what a fit must find again.
struct HazardWorld {
  var history: HazardHistory
  /// By purchase, the advocate whose post set it off.
  var setOffBy: [UInt32?] = []

  /// - Parameters:
  ///   - base: how often a person buys anyway, a day.
  ///   - effect: how often a post sets somebody off, a day, in its first eight days.
  ///   - persuasiveness: by advocate.
  ///   - codes: whether who is set off uses the advocate's code, at the till.
  init(
    people: Int, days: Int, base: Double, effect: Double, persuasiveness: [Double], codes: Bool = false,
    seed: UInt64 = 7
  ) {
    var random = Seeded(state: seed)
    history = HazardHistory(
      followed: (0..<people).map { UInt32($0 % 7) }, advocates: persuasiveness.count, start: 0,
      horizon: moment(Double(days)))
    let posts = persuasiveness.indices.map { _ in
      (0..<6).map { _ in Double.random(in: 0..<Double(days), using: &random) }
    }
    for person in 0..<people {
      var first: (time: Double, advocate: UInt32?) = (.infinity, nil)
      func draw(_ rate: Double) -> Double { -log(Double.random(in: Double.ulpOfOne..<1, using: &random)) / rate }
      if base > 0 { first.time = draw(base) }
      for advocate in persuasiveness.indices where (person + advocate) % 3 == 0 {
        for post in posts[advocate] {
          history[.exposure].append(person: UInt32(person), advocate: UInt32(advocate), time: moment(post))
          guard effect > 0 else { continue }
          let delay = draw(effect * persuasiveness[advocate])
          if delay < 8, post + delay < first.time { first = (post + delay, UInt32(advocate)) }
        }
      }
      guard first.time < Double(days) else { continue }
      history.append(purchaseBy: UInt32(person), time: moment(first.time))
      setOffBy.append(first.advocate)
      if codes, let advocate = first.advocate {
        history[.code].append(person: UInt32(person), advocate: advocate, time: moment(first.time))
      }
    }
  }

  /// Everybody's touches.
  func touches() -> [UInt32: [HazardTouch]] {
    var touches: [UInt32: [HazardTouch]] = [:]
    for cause in HazardCause.allCases {
      let all = history[cause]
      for index in all.times.indices {
        touches[all.people[index], default: []].append(
          HazardTouch(cause, advocate: all.advocates[index], time: all.times[index]))
      }
    }
    return touches
  }
}

/// So many days after the epoch, in microseconds.
func moment(_ days: Double) -> Int64 { Int64(days * 86_400_000_000) }
