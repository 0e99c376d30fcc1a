import Testing

@testable import Simulation

@Suite("What happens in a world")
struct DetailTests {
  @Test("half of those who are set off buy within four and a half days of seeing, and a few after months")
  func delays() throws {
    let scene = Scene(Parameters(), following: .generated(people: 3000, seed: 3))
    let delays = scene.initiators.flatMap { advocate in
      scene.sightings(of: advocate, shares: scene.shares(of: advocate, before: scene.parameters.horizon)).map {
        Double(scene.decisionDelay(of: $0.person, share: $0.share, by: advocate)) / 86_400
      }
    }.sorted()
    #expect(delays.count > 2000)
    #expect(abs(delays[delays.count / 2] - 4.5) < 0.5)
    #expect(delays[delays.count * 98 / 100] > 45)
  }

  @Test("nobody sees, clicks on or is set off by the own shares")
  func own() throws {
    let world = try WorldTests.lively()
    #expect(!world.exposures.isEmpty && !world.clicks.isEmpty)
    #expect(world.exposures.allSatisfy { world.advocates[Int($0.advocate)].person != $0.person })
    #expect(world.clicks.allSatisfy { world.advocates[Int($0.advocate)].person != $0.person })
    #expect(world.purchases.allSatisfy { $0.setOffBy.map { world.advocates[Int($0)].person } != $0.person })
  }

  @Test("whoever is set off could see a share of that advocate before")
  func couldSee() throws {
    let world = try WorldTests.lively()
    var first: [[Int32]: Int32] = [:]
    for one in world.exposures {
      first[[one.person, one.advocate]] = min(first[[one.person, one.advocate]] ?? Int32.max, one.time)
    }
    for purchase in world.purchases {
      guard let advocate = purchase.setOffBy else { continue }
      #expect(try #require(first[[purchase.person, advocate]]) < purchase.time)
    }
  }

  @Test("the well-connected buy more anyway, and friends are alike")
  func confounding() throws {
    let scene = Scene(Parameters(), following: .generated(people: 5000, seed: 5))
    let followed = (0..<Int32(5000)).map { scene.following.followed(by: $0).count }
    let median = followed.sorted()[2500]
    func share(_ people: [Int32]) -> Double {
      Double(people.count { scene.organic[Int($0)] != Scene.never }) / Double(people.count)
    }
    let all = share(Array(0..<5000))
    #expect(abs(all - 0.1) < 0.02)
    #expect(
      share((0..<5000).filter { followed[Int($0)] > median }) > 1.2
        * share((0..<5000).filter { followed[Int($0)] <= median }))
    let friends = (0..<Int32(5000)).filter { scene.organic[Int($0)] != Scene.never }
      .flatMap { scene.following.followed(by: $0) }
    #expect(share(friends) > 1.1 * all)
  }

  @Test("every time lies in the world, and what is paid back is at most what was paid")
  func bounds() throws {
    let world = try WorldTests.lively()
    let horizon = world.parameters.horizon
    #expect(world.shares.allSatisfy { 0 <= $0.time && $0.time < horizon })
    #expect(world.clicks.allSatisfy { 0 <= $0.time && $0.time < horizon })
    #expect(world.purchases.allSatisfy { 0 <= $0.time && $0.time < horizon && $0.refundTime < horizon })
    #expect(world.purchases.allSatisfy { $0.amount > 0 && 0 <= $0.refunded && $0.refunded <= $0.amount })
    #expect(world.purchases.contains { $0.refunded > 0 } && world.purchases.contains { $0.number > 0 })
    #expect(world.advocates.contains { $0.since > 0 })
  }

  @Test("without people, arcs or advocates there is a world, in which nobody causes anything")
  func empty() throws {
    var parameters = Parameters()
    parameters.advocates = 0
    let nobody = try World(parameters, following: .generated(people: 0, seed: 1))
    #expect(nobody.purchases.isEmpty && nobody.missing.isEmpty)
    let silent = try World(parameters, following: .generated(people: 500, seed: 1))
    #expect(!silent.purchases.isEmpty && silent.shares.isEmpty && silent.clicks.isEmpty)
    parameters.advocates = 10
    let strangers = try World(parameters, following: Following(people: 500, arcs: []))
    #expect(!strangers.shares.isEmpty && strangers.exposures.isEmpty)
    #expect(strangers.missing == [Int64](repeating: 0, count: 10))
  }

  @Test("where more are asked for than sharing can reach, all who can be reached are set off")
  func saturated() throws {
    var parameters = Parameters()
    parameters.advocates = 1
    parameters.anyway = 0.01
    let world = try World(parameters, following: Following(people: 50, arcs: arcs((1..<50).map { (0, $0) })))
    #expect(world.persuasion == .infinity)
    #expect(world.purchases.count <= 50)
  }

  /// Parameters that make no sense.
  static let faults: [(String, @Sendable (inout Parameters) -> Void)] = [
    ("advocates", { $0.advocates = -1 }), ("advocates", { $0.advocates = 101 }), ("days", { $0.days = 0 }),
    ("days", { $0.days = 3651 }), ("unclicked", { $0.unclicked = 1.1 }), ("unclicked", { $0.unclicked = .nan }),
    ("anyway", { $0.anyway = 0 }), ("anyway", { $0.anyway = 1.01 }), ("organic", { $0.organic = 1 }),
    ("organic", { $0.organic = 0 }), ("repeats", { $0.repeats = 1 }), ("refunds", { $0.refunds = -0.1 }),
    ("recruits", { $0.recruits = 2 }), ("sight", { $0.sight = -1 }), ("shares a year", { $0.sharesAYear = -1 }),
    ("shares a year", { $0.sharesAYear = .infinity }), ("median delay", { $0.medianDelayDays = 0 }),
    ("delay spread", { $0.delaySpread = .nan }),
  ]

  @Test("a parameter that makes no sense is named", arguments: faults.indices)
  func refusal(number: Int) throws {
    let (field, change) = Self.faults[number]
    var parameters = Parameters()
    change(&parameters)
    #expect(refused(parameters)?.field == field)
  }

  private func arcs(_ pairs: [(Int32, Int32)]) -> [(from: Int32, to: Int32)] { pairs.map { (from: $0.0, to: $0.1) } }

  private func refused(_ parameters: Parameters) -> Parameters.Invalid? {
    do {
      _ = try World(parameters, following: Following(people: 100, arcs: []))
      return nil
    } catch {
      return error
    }
  }

  @Test("arcs to oneself are dropped, and doubled ones count once")
  func simple() {
    let following = Following(people: 4, arcs: arcs([(2, 1), (2, 2), (2, 1), (0, 1), (2, 3)]))
    #expect(following.arcs == 3)
    #expect(Array(following.followers(of: 2)) == [1, 3])
    #expect(Array(following.followed(by: 1)) == [0, 2])
    #expect(following.followed(by: 2).isEmpty)
  }

  @Test("exposures are told apart by hop, and by how many ways lead there")
  func hops() throws {
    // 0 is followed by 1 and 2; 3 follows both of these; 2 follows somebody else too.
    var parameters = Parameters()
    parameters.advocates = 1
    let world = try World(
      parameters,
      following: Following(people: 8, arcs: arcs([(0, 1), (0, 2), (1, 3), (2, 3), (4, 2), (1, 0), (0, 5), (0, 6)])))
    #expect(world.advocates.map(\.person) == [0])
    let one = world.exposures.prefix(5)
    #expect(one.map(\.person) == [1, 2, 5, 6, 3])
    #expect(one.map(\.hop) == [1, 1, 1, 1, 2])
    #expect(one.map(\.likelihood) == [1, 1, 1, 1, 1.5])
  }
}
