import Foundation
import SocialGraph

/// Credit distribution word by word, pair by pair: slow, and plainly the definition.
struct Definition {
  let graph: Graph
  let cascades: [Cascade]
  let tau: Double?

  /// Σ over u ≠ v and cascades of Γ(v,u) ÷ the number of things u did.
  func totals() -> [Double] {
    (0..<UInt32(graph.count)).map { credit(of: [$0]).reduce(0, +) }
  }

  /// The same for a set, by u.
  func credit(of set: Set<UInt32>) -> [Double] {
    var due = [Double](repeating: 0, count: graph.count)
    for cascade in cascades {
      for person in cascade.people where !set.contains(person) {
        due[Int(person)] += gamma(set, person, cascade) / actions(of: person)
      }
    }
    return due
  }

  private func gamma(_ set: Set<UInt32>, _ person: UInt32, _ cascade: Cascade) -> Double {
    if set.contains(person) { return 1 }
    let before = before(person, cascade)
    return before.reduce(0) { sum, other in
      var part = 1 / Double(before.count)
      if let tau {
        part *= influenceability(of: person) * exp(-(time(person, cascade) - time(other, cascade)) / tau)
      }
      return sum + part * gamma(set, other, cascade)
    }
  }

  private func before(_ person: UInt32, _ cascade: Cascade) -> [UInt32] {
    cascade.people.filter {
      graph.contains(from: $0, to: person) && time($0, cascade) < time(person, cascade)
    }
  }

  private func time(_ person: UInt32, _ cascade: Cascade) -> Double {
    cascade.times[cascade.people.firstIndex(of: person)!]
  }

  private func actions(of person: UInt32) -> Double {
    Double(cascades.count { $0.people.contains(person) })
  }

  private func influenceability(of person: UInt32) -> Double {
    let influenced = cascades.count { cascade in
      cascade.people.contains(person)
        && before(person, cascade).contains { time(person, cascade) - time($0, cascade) <= tau! }
    }
    return Double(influenced) / actions(of: person)
  }
}
