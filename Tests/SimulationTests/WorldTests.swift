@testable import Simulation
import Testing

@Suite("A world")
struct WorldTests {
  static let following = Following.generated(people: 5000, seed: 1)

  /// A world in which everything happens.
  static func lively(people: Int = 1200, seed: UInt64 = 7) throws -> World {
    var parameters = Parameters()
    parameters.seed = seed
    parameters.advocates = 20
    parameters.repeats = 0.4
    parameters.refunds = 0.2
    parameters.recruits = 0.1
    return try World(parameters, following: .generated(people: people, seed: seed))
  }

  @Test("the same seed makes the same world, another one another")
  func repeatable() throws {
    let first = try Self.lively()
    let second = try Self.lively()
    #expect(first.purchases == second.purchases)
    #expect(first.clicks == second.clicks)
    #expect(first.exposures == second.exposures)
    #expect(first.missing == second.missing)
    #expect(try Self.lively(seed: 8).purchases != first.purchases)
  }

  @Test("the truth is the revenue that the whole world, run again without the advocate, is short of")
  func truth() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let world = try Self.lively(people: 500, seed: seed)
      #expect(world.advocates.count > 20, "buyers become advocates")
      #expect(world.advocates.contains { $0.recruiter != nil })
      for place in world.advocates.indices {
        #expect(world.revenue - world.revenue(without: place) == world.missing[place])
      }
      #expect(world.missing.contains { $0 > 0 })
    }
  }

  @Test(
    "as many as asked bought anyway, and as many as asked of the others did not click",
    arguments: [
      (0.0, 0.65), (0.6, 0.65), (0.9, 0.65), (0.0, 0.92), (0.6, 0.92), (0.9, 0.92),
    ])
  func shares(unclicked: Double, anyway: Double) throws {
    var parameters = Parameters()
    parameters.unclicked = unclicked
    parameters.anyway = anyway
    let world = try World(parameters, following: Self.following)
    let unprompted = Double(world.scene.organic.count { $0 != Scene.never })
    #expect(abs(unprompted / Double(world.purchases.count) - anyway) < 0.002)
    let clicked = Set(world.clicks.map { [$0.person, $0.advocate] })
    let setOff = world.purchases.filter { $0.setOffBy != nil }
    let silent = setOff.count { !clicked.contains([$0.person, $0.setOffBy ?? -1]) }
    // Four standard deviations of a draw for each.
    let tolerance = 4 * (unclicked * (1 - unclicked) / Double(setOff.count)).squareRoot()
    #expect(abs(Double(silent) / Double(setOff.count) - unclicked) <= tolerance)
  }
}
