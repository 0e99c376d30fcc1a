extension HazardCredit {
  /// What there is to say in one line: "set off by Ada's post nine days before; one in five that it would have come
  /// anyway".
  ///
  /// - Parameter name: what an advocate is called.
  public func sentence(_ name: (UInt32) -> String) -> String {
    // The advocate who most likely set it off, by the touch that most likely did.
    var chances: [UInt32: Double] = [:]
    for part in parts { chances[part.touch.advocate, default: 0] += part.setOff }
    let likeliest = parts.max { first, second in
      let (one, other) = (chances[first.touch.advocate] ?? 0, chances[second.touch.advocate] ?? 0)
      return one == other ? first.setOff < second.setOff : one < other
    }
    guard let likeliest, let chance = chances[likeliest.touch.advocate], chance >= 0.1 else {
      return "came by itself, as far as can be told"
    }
    let certainty =
      switch chance {
      case 0.8...: "set off"
      case 0.5...: "most likely set off"
      default: "perhaps set off (\(Self.odds(chance)))"
      }
    let touch = "\(Self.phrase(likeliest.touch.cause, name(likeliest.touch.advocate))) \(Self.ago(likeliest.age))"
    let anyway =
      switch likeliest.anyway {
      case 0.95...: "it would have come anyway"
      case ..<0.05: "it would hardly have come otherwise"
      default: "\(Self.odds(likeliest.anyway)) that it would have come anyway"
      }
    return "\(certainty) by \(touch); \(anyway)"
  }

  private static func phrase(_ cause: HazardCause, _ name: String) -> String {
    let owner = name.hasSuffix("s") ? "\(name)'" : "\(name)'s"
    return switch cause {
    case .click: "a click on \(owner) link"
    case .code: "\(owner) code"
    case .exposure: "\(owner) post"
    case .secondHandExposure: "\(owner) post, passed on by a friend,"
    case .referral: "\(owner) referral"
    }
  }

  private static let numbers = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
  ]

  private static func ago(_ age: Int64) -> String {
    let minutes = age / 60_000_000
    guard minutes > 0 else { return "moments before" }
    let (length, unit): (Int64, String) = minutes < 60 ? (1, "minute") : minutes < 1440 ? (60, "hour") : (1440, "day")
    let count = Int(minutes / length)
    let number = count < numbers.count ? numbers[count] : "\(count)"
    return "\(number) \(unit)\(count == 1 ? "" : "s") before"
  }

  /// The nearest plain odds.
  private static func odds(_ chance: Double) -> String {
    let plain: [(Double, String)] = [
      (0.05, "one in twenty"), (0.1, "one in ten"), (0.2, "one in five"), (0.25, "one in four"),
      (1 / 3, "one in three"), (0.4, "two in five"), (0.5, "one in two"), (0.6, "three in five"),
      (2 / 3, "two in three"), (0.75, "three in four"), (0.8, "four in five"), (0.9, "nine in ten"),
      (0.95, "nineteen in twenty"),
    ]
    return plain.min { abs($0.0 - chance) < abs($1.0 - chance) }?.1 ?? ""
  }
}
