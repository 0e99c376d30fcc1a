import Glibc

/// Half as much for every half-life that a touch is older.
struct TimeDecay: Model {
  let name = "time_decay"
  let summary = "half as much for every half-life that a touch is older"

  func weights(times: [Int64], strengths: [Double], conversion: Int64, settings: Settings) -> [Double] {
    // Only ratios matter, so ages count from the newest touch: however old the journey, that one weighs 1
    // and nothing underflows to a journey without weight.
    let newest = times[times.endIndex - 1]
    let halfLife = settings.halfLifeDays * Double(microsecondsPerDay)
    return zip(times, strengths).map { $1 * exp2(-Double(UInt64(bitPattern: newest &- $0)) / halfLife) }
  }
}
