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

    let clock = ContinuousClock()
    var sums: HazardSums?
    let summed = try clock.measure { sums = try HazardSums(history) }
    guard let sums else { return }
    var fit: HazardFit?
    let fitted = try clock.measure { fit = try HazardFit(sums) }
    guard let fit else { return }
    let totalled = clock.measure { _ = fit.totals(in: sums) { _ in 1 } }
    print("sums \(seconds(summed)) s, fit \(seconds(fitted)) s, totals and intervals \(seconds(totalled)) s")
    guard summed + fitted < .seconds(10) else {
      print("learning took ten seconds or more")
      exit(1)
    }
  }

  private static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + (Double(attoseconds) / 1e16).rounded() / 100
  }
}
