/// The lines of a world's files.
struct WorldLines {
  private let world: World
  private let names: [String]
  private let quoted: [String]
  private let recruiters: [Int32: Int32]
  /// By person, the places of their clicks, earliest first.
  private let clicks: [Int32: [Int]]
  private let start: Int64

  init(_ world: World, names: [String]) {
    precondition(names.count == world.following.people, "a name a person")
    self.world = world
    self.names = names
    quoted = names.map(\.quotedJSON)
    recruiters = world.advocates.reduce(into: [:]) { found, advocate in
      if let recruiter = advocate.recruiter {
        found[advocate.person] = world.advocates[Int(recruiter)].person
      }
    }
    clicks = world.clicks.indices.reduce(into: [:]) { $0[world.clicks[$1].person, default: []].append($1) }
    // Every world ends as 2026 begins, so that all of it is past.
    start = 1_767_225_600 - Int64(world.parameters.days) * 86_400
  }

  func person(_ person: Int32) -> String {
    let recruiter = recruiters[person].map { #","recruited_by_external_id":\#(quoted[Int($0)])"# } ?? ""
    return #"{"external_id":\#(quoted[Int(person)])\#(recruiter)}"#
  }

  func link(of advocate: World.Advocate) -> String {
    #"{"advocate_external_id":\#(quoted[Int(advocate.person)]),"code":"\#(code(advocate.person))"}"#
  }

  func arc(from: Int32, to: Int32) -> String {
    #"{"from":\#(quoted[Int(from)]),"to":\#(quoted[Int(to)]),"origin":"simulation","consent":true}"#
  }

  func share(_ share: World.Share) -> String {
    let person = world.advocates[Int(share.advocate)].person
    let channel = Self.channels[
      Int(world.scene.chance.bits(.channel, Int(person), Int(share.number)) % UInt64(Self.channels.count))]
    return #"{"external_id":"share-\#(person)-\#(share.number)","advocate_external_id":\#(quoted[Int(person)]),"#
      + #""channel":"\#(channel)","occurred_at":"\#(time(share.time))"}"#
  }

  func click(_ click: World.Click, at place: Int) -> String {
    let person = world.advocates[Int(click.advocate)].person
    return #"{"id":"\#(clickID(place))","code":"\#(code(person))","visitor_id":"\#(visitorID(click.person))","#
      + #""occurred_at":"\#(time(click.time))"}"#
  }

  func conversion(_ purchase: World.Purchase) -> String {
    let last = clicks[purchase.person]?.last { world.clicks[$0].time <= purchase.time }
    let click = last.map { #","click_id":"\#(clickID($0))""# } ?? ""
    return #"{"external_id":"\#(id(purchase))","type":"sale","amount":\#(purchase.amount),"currency":"EUR","#
      + #""occurred_at":"\#(time(purchase.time))"\#(click),"#
      + #""customer":{"external_id":\#(quoted[Int(purchase.person)])}}"#
  }

  func reversal(_ purchase: World.Purchase) -> String {
    #"{"conversion_external_id":"\#(id(purchase))","external_id":"refund-\#(purchase.person)-\#(purchase.number)","#
      + #""amount":\#(purchase.refunded),"reason":"refund","occurred_at":"\#(time(purchase.refundTime))"}"#
  }

  func truths() -> [String] {
    var (setOff, caused) = ([Int](repeating: 0, count: world.advocates.count), [Int: Int]())
    for purchase in world.purchases {
      if let place = purchase.setOffBy { setOff[Int(place)] += 1 }
      if let place = purchase.causedBy { caused[Int(place), default: 0] += 1 }
    }
    return world.advocates.indices.map { place in
      let advocate = world.advocates[place]
      let persuasiveness = (advocate.persuasiveness * 1000).rounded() / 1000
      return "\(csv(advocate.person)),\(world.missing[place]),\(persuasiveness),\(setOff[place]),\(caused[place] ?? 0)"
    }
  }

  func cause(_ purchase: World.Purchase) -> String {
    let (first, second) = (purchase.setOffBy, purchase.causedBy)
    func name(_ place: Int32?) -> String { place.map { csv(world.advocates[Int($0)].person) } ?? "" }
    return "\(id(purchase)),\(name(first)),\(name(second))"
  }

  private static let channels = ["instagram", "mastodon", "whatsapp", "e-mail", "in person"]

  private func csv(_ person: Int32) -> String {
    let name = names[Int(person)]
    guard name.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return name }
    return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  private func id(_ purchase: World.Purchase) -> String { "order-\(purchase.person)-\(purchase.number)" }

  private func code(_ person: Int32) -> String { "SIM-\(world.parameters.seed)-\(person)" }

  private func time(_ seconds: Int32) -> String { RFC3339.text(start + Int64(seconds)) }

  /// A UUID in the order of time (RFC 9562, version 7).
  private func clickID(_ place: Int) -> String {
    let milliseconds = UInt64((start + Int64(world.clicks[place].time)) * 1000)
    let bits = world.scene.chance.bits(.clickID, place)
    return uuid(milliseconds << 16 | 0x7000 | bits >> 52, bits)
  }

  /// A random UUID (RFC 9562, version 4), one a person: everybody uses one browser.
  private func visitorID(_ person: Int32) -> String {
    let high = world.scene.chance.bits(.visitorID, Int(person), 0)
    return uuid(high & ~0xf000 | 0x4000, world.scene.chance.bits(.visitorID, Int(person), 1))
  }

  private func uuid(_ high: UInt64, _ low: UInt64) -> String {
    let low = low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
    func digits(_ bits: UInt64) -> String {
      let text = String(bits, radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }
    let (first, second) = (digits(high), digits(low))
    return
      "\(first.prefix(8))-\(first.dropFirst(8).prefix(4))-\(first.suffix(4))-\(second.prefix(4))-\(second.suffix(12))"
  }
}

/// Moments as text (RFC 3339).
enum RFC3339 {
  /// Seconds since 1970 in UTC. The calendar is worked out in years that begin in March, 400 of them a round of 146,097
  /// days (Hinnant, "chrono-compatible low-level date algorithms").
  static func text(_ seconds: Int64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400)
    let shifted = days + 719_468
    let (era, dayOfEra) = (shifted / 146_097, shifted % 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * fromMarch + 2) / 5 + 1
    let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(two(month))-\(two(day))T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))Z"
  }
}

extension String {
  /// As JSON (RFC 8259, section 7).
  fileprivate var quotedJSON: String {
    unicodeScalars.reduce(into: "\"") { text, scalar in
      switch scalar {
      case "\"", "\\": text += "\\\(scalar)"
      case "\u{0}"..."\u{1f}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    } + "\""
  }
}
