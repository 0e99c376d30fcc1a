import Records
import Referrals

/// All links by host and code, kept small: what many links share is kept once.
struct LinkTable: Sendable {
  private struct Key: Hashable {
    var host: Int32
    var code: String
  }

  private struct Value {
    var program: Int32
    var link: Link.ID
    var advocate: Advocate.ID
    /// Nil: the program's.
    var location: LinkLocation?
    var disabledAt: Timestamp?
    var expiresAt: Timestamp?
  }

  private var links: [Key: Value] = [:]
  private var hosts: [String: Int32] = ["": 0]
  private var programs: [(id: Program.ID, location: LinkLocation?)] = []
  private var places: [Program.ID: Int32] = [:]

  /// How many links there are.
  var count: Int { links.count }

  /// Whether some link has a host of its own.
  var hasHosts: Bool { hosts.count > 1 }

  /// The link of a code on a host, or else on the service's own address.
  func find(host: String, code: String) -> LinkEntry? {
    if let host = hosts[host], host != 0, let value = links[Key(host: host, code: code)] { return entry(value) }
    return links[Key(host: 0, code: code)].flatMap(entry)
  }

  private func entry(_ value: Value) -> LinkEntry? {
    let program = programs[Int(value.program)]
    guard let location = value.location ?? program.location else { return nil }
    return LinkEntry(
      program: program.id, link: value.link, advocate: value.advocate, location: location,
      disabledAt: value.disabledAt, expiresAt: value.expiresAt)
  }

  /// Puts a link in, or in the place of what it was before. False: its destination cannot be redirected to.
  @discardableResult
  mutating func insert(_ route: Links.Route) -> Bool {
    let location = route.destination.flatMap(LinkLocation.init)
    guard route.destination == nil || location != nil else { return false }
    let host = hosts[route.host] ?? Int32(hosts.count)
    hosts[route.host] = host
    links[Key(host: host, code: route.codeKey)] = Value(
      program: place(of: route.program), link: route.link, advocate: route.advocate, location: location,
      disabledAt: route.disabledAt, expiresAt: route.expiresAt)
    return true
  }

  /// Says where the links of a program lead that have no destination of their own.
  @discardableResult
  mutating func setDestination(_ destination: String, of program: Program.ID) -> Bool {
    let location = LinkLocation(destination)
    programs[Int(place(of: program))].location = location
    return location != nil
  }

  /// Whether it knows where a program's links lead.
  func knows(_ program: Program.ID) -> Bool {
    places[program].map { programs[Int($0)].location != nil } ?? false
  }

  private mutating func place(of program: Program.ID) -> Int32 {
    if let place = places[program] { return place }
    let place = Int32(programs.count)
    programs.append((program, nil))
    places[program] = place
    return place
  }
}
