/// The same world and the same random numbers without one advocate's shares, worked out from what depends on them.
///
/// Only those whose purchase the advocate set off, or somebody who became an advocate by such a purchase, and so on, can
/// buy at another time. They buy at the earliest of what is left to them; those among them who still begin to share do
/// so at their new time.
struct Counterfactual {
  /// By person, for those whose first purchase is another one: the one without the advocate.
  let changed: [Int32: Course.First]

  /// - Parameters:
  ///   - dependents: by advocate, whom they set off, as it went.
  ///   - reaching: by person, everything that would have set them off, as it went.
  init(
    without silent: Int32, in course: Course, of scene: Scene, dependents: [Int32: [Int32]],
    reaching: (Int32) -> ArraySlice<Persuasion>
  ) {
    var affected: Set<Int32> = []
    var sources = [silent]
    var seen: Set<Int32> = [silent]
    while let source = sources.popLast() {
      for person in dependents[source] ?? [] where affected.insert(person).inserted {
        if course.persuasions[person] != nil, !scene.isInitiator(person), seen.insert(person).inserted {
          sources.append(person)
        }
      }
    }
    var changed: [Int32: Course.First] = [:]
    for person in affected {
      var first = Course.First(
        time: scene.organic[Int(person)], advocate: Course.First.unprompted, share: 0)
      for one in reaching(person) where one.advocate != silent {
        let isInitiator = scene.isInitiator(one.advocate)
        guard isInitiator || !affected.contains(one.advocate) else { continue }
        let began = isInitiator ? 0 : course.firsts[Int(one.advocate)].time
        let other = Course.First(time: began + one.purchase, advocate: one.advocate, share: one.share)
        if other < first { first = other }
      }
      changed[person] = first
    }
    var queue = Course.Queue()
    for (person, first) in changed
    where first.time != Scene.never && course.persuasions[person] != nil && !scene.isInitiator(person) {
      queue.insert(Course.Start(time: first.time, person: person))
    }
    var begun: Set<Int32> = [silent]
    while let start = queue.removeFirst() {
      guard changed[start.person]?.time == start.time, begun.insert(start.person).inserted else { continue }
      for one in course.persuasions[start.person] ?? [] {
        let first = Course.First(time: start.time &+ one.purchase, advocate: one.advocate, share: one.share)
        guard first.time < scene.parameters.horizon, let present = changed[one.person], first < present else {
          continue
        }
        changed[one.person] = first
        guard course.persuasions[one.person] != nil, !scene.isInitiator(one.person) else { continue }
        queue.insert(Course.Start(time: first.time, person: one.person))
      }
    }
    self.changed = changed
  }
}

extension Scene {
  /// Whether the person shares from the first day on.
  func isInitiator(_ person: Int32) -> Bool {
    var (low, high) = (0, initiators.count)
    while low < high {
      let middle = (low + high) / 2
      if initiators[middle] < person { low = middle + 1 } else { high = middle }
    }
    return low < initiators.count && initiators[low] == person
  }
}
