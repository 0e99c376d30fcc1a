/// How the world went: when everybody first bought, and what set them off.
///
/// Purchases race: everybody buys at the earliest of the time at which they would have bought anyway and the times to
/// which sharing sets them off. A buyer who becomes an advocate begins to share at that purchase, so the times follow
/// each other as distances do in a graph, and are found in their order (Dijkstra 1959).
struct Course: Sendable {
  /// A first purchase and its origin.
  struct First: Sendable, Equatable {
    /// When, in seconds from the start; ``Scene/never`` if not at all.
    var time: Int32
    /// Whose share set it off, a person; ``unprompted`` if none did.
    var advocate: Int32
    /// Which share of theirs.
    var share: Int32

    /// Nobody's share: the purchase was coming, or there was none.
    static let unprompted: Int32 = -1

    /// Earlier first; at the same second the one that nobody set off, then by advocate and share.
    static func < (first: First, second: First) -> Bool {
      (first.time, first.advocate, first.share) < (second.time, second.advocate, second.share)
    }
  }

  /// A person who begins to share, and when.
  struct Start: Comparable, Sendable {
    let time: Int32
    let person: Int32
    static func < (first: Start, second: Start) -> Bool {
      (first.time, first.person) < (second.time, second.person)
    }
  }

  /// By person.
  private(set) var firsts: [First]
  /// Buyers who began to share, in the order in which they did.
  private(set) var recruits: [Start] = []
  /// By advocate who began to share: everybody they set off, in time or too late.
  private(set) var persuasions: [Int32: [Persuasion]] = [:]

  /// The whole course of a scene, from the beginning.
  ///
  /// - Parameters:
  ///   - persuasion: how persuasive sharing is here.
  ///   - silent: a person whose shares are left out.
  init(_ scene: Scene, persuasion: Double, without silent: Int32? = nil) {
    firsts = scene.organic.map { First(time: $0, advocate: First.unprompted, share: 0) }
    let initiators = Set(scene.initiators)
    for advocate in scene.initiators where advocate != silent {
      begin(Start(time: 0, person: advocate), scene, persuasion)
    }
    guard scene.parameters.recruits > 0 else { return }
    // Whoever buys earlier than the one taken last is settled: sharing sets off later purchases only.
    var queue = Queue()
    for person in firsts.indices where firsts[person].time != Scene.never && scene.becomesAdvocate(Int32(person)) {
      guard !initiators.contains(Int32(person)) else { continue }
      queue.insert(Start(time: firsts[person].time, person: Int32(person)))
    }
    while let start = queue.removeFirst() {
      guard start.time == firsts[Int(start.person)].time, persuasions[start.person] == nil else { continue }
      recruits.append(start)
      guard start.person != silent else {
        persuasions[start.person] = []
        continue
      }
      for person in begin(start, scene, persuasion)
      where scene.becomesAdvocate(person) && !initiators.contains(person) {
        queue.insert(Start(time: firsts[Int(person)].time, person: person))
      }
    }
  }

  /// Lets somebody share from now on; those whose first purchase that brings forward.
  @discardableResult
  private mutating func begin(_ start: Start, _ scene: Scene, _ persuasion: Double) -> [Int32] {
    let end = scene.parameters.horizon - start.time
    let all = scene.persuasions(
      of: start.person,
      among: scene.sightings(of: start.person, shares: scene.shares(of: start.person, before: end)),
      persuasion: persuasion, before: end)
    persuasions[start.person] = all
    var earlier: [Int32] = []
    for one in all {
      let first = First(time: start.time + one.purchase, advocate: one.advocate, share: one.share)
      guard first < firsts[Int(one.person)] else { continue }
      firsts[Int(one.person)] = first
      earlier.append(one.person)
    }
    return earlier
  }
}

extension Course {
  /// Starts to be taken in their order: a binary heap.
  struct Queue {
    private var heap: [Start] = []

    mutating func insert(_ start: Start) {
      heap.append(start)
      var place = heap.count - 1
      while place > 0, heap[place] < heap[(place - 1) / 2] {
        heap.swapAt(place, (place - 1) / 2)
        place = (place - 1) / 2
      }
    }

    mutating func removeFirst() -> Start? {
      guard let first = heap.first else { return nil }
      let last = heap.removeLast()
      guard !heap.isEmpty else { return first }
      heap[0] = last
      var place = 0
      while true {
        let children = [2 * place + 1, 2 * place + 2].filter { $0 < heap.count }
        guard let least = children.min(by: { heap[$0] < heap[$1] }), heap[least] < heap[place] else { return first }
        heap.swapAt(place, least)
        place = least
      }
    }
  }
}
