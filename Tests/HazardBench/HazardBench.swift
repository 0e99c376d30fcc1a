import Attribution
import Glibc
import Simulation

/// How long the hazard model takes to learn from a world of 100,000 people, 1,000 advocates and a million exposures.
@main
struct HazardBench {
  static func main() throws {
    var parameters = Parameters()
    parameters.advocates = 1000
    parameters.sharesAYear = 4.7
    let world = try World(parameters, following: .generated(people: 100_000, seed: 1))
    let history = HazardHistory(world)
    print(
      "\(world.following.people) people, \(world.advocates.count) advocates, \(world.exposures.count) exposures, "
        + "\(world.clicks.count) clicks, \(world.purchases.count) purchases")

    var sums: HazardSums?
    let summed = try Took { sums = try HazardSums(history) }
    guard let sums else { return }
    var fit: HazardFit?
    let fitted = try Took { fit = try HazardFit(sums) }
    guard let fit else { return }
    let totalled = Took { _ = fit.totals(in: sums) { _ in 1 } }
    print("sums \(summed), fit \(fitted), totals and intervals \(totalled)")
    guard summed.processor + fitted.processor < 10 else {
      print("learning took ten seconds or more")
      exit(1)
    }
  }
}

/// How long something took: of one core, which other work on the machine disturbs least, and on the clock.
private struct Took: CustomStringConvertible {
  let processor: Double
  let clock: Double

  init(_ work: () throws -> Void) rethrows {
    let (processor, clock) = (Self.now(CLOCK_PROCESS_CPUTIME_ID), Self.now(CLOCK_MONOTONIC))
    try work()
    self.processor = Self.now(CLOCK_PROCESS_CPUTIME_ID) - processor
    self.clock = Self.now(CLOCK_MONOTONIC) - clock
  }

  var description: String { "\(Self.hundredths(processor)) s of a core (\(Self.hundredths(clock)) s on the clock)" }

  private static func hundredths(_ seconds: Double) -> Double { (seconds * 100).rounded() / 100 }

  private static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
