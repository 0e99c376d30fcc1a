extension Journey {
  /// The part of the journey that `settings` count: without exposures from too far away, or all of them where they
  /// weigh nothing.
  func counting(by settings: Settings) -> Journey {
    let kept = touches.filter { touch in
      guard case .exposure(let hop, let likelihood) = touch.kind else { return true }
      return hop <= settings.exposureHops && settings.exposureWeight > 0 && likelihood > 0
    }
    return Journey(counted: kept, conversion: conversion)
  }

  /// How much of a click each touch is: 1 for a click and a code; the exposures are together `exposureWeight`, each by
  /// its likelihood, however many there are: a feed shows the same thing many times, and a customer heard of it once.
  func strengths(by settings: Settings) -> [Double] {
    var total = 0.0
    for case .exposure(_, let likelihood) in touches.lazy.map(\.kind) { total += likelihood }
    return touches.map { touch in
      guard case .exposure(_, let likelihood) = touch.kind else { return 1 }
      return settings.exposureWeight * (likelihood / total)
    }
  }

  /// Whether nobody's link or code led here: people only heard.
  var isHearsay: Bool {
    touches.allSatisfy { if case .exposure = $0.kind { true } else { false } }
  }
}
