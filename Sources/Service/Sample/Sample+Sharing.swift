import Postgres
import Records
import Referrals
import Simulation

extension Sample {
  /// Where people share, and how often of ten times.
  private static let channels: [(name: String, often: Int)] = [
    (ShareNetwork.whatsapp.rawValue, 4), ("Instagram", 3), (ShareNetwork.mastodon.rawValue, 2),
    (ShareNetwork.email.rawValue, 1),
  ]
  private static let contents = [
    "The rye at the Corner Bakery is back.", "Cinnamon buns, still warm. You know where.",
    "Half of my street queues here on Saturdays, and now I know why.", "Sourdough that lasts a week, if you let it.",
    "My birthday cake came from the Corner Bakery. No crumb was left.",
    "They deliver before seven. I have stopped baking.",
    "Seeds, crust, butter. That is all I ask of a morning.", "Try the plum tart while there are plums.",
  ]

  /// Who follows whom: most since before the story begins, some since a time in it.
  mutating func follow(_ cast: SampleCast, in connection: Connection) async throws {
    var edges: [GraphEdges.Told] = []
    for person in 0..<Int32(story.following.people) {
      for follower in story.following.followers(of: person) {
        let days = Int.random(in: -120...story.parameters.days, using: &random)
        edges.append(
          GraphEdges.Told(
            from: Self.externalID(person), to: Self.externalID(follower), since: min(start + .days(days), now),
            consent: Int.random(in: 0..<3, using: &random) > 0,
            origin: Self.channels[Int.random(in: 0..<3, using: &random)].name))
      }
    }
    _ = try await GraphEdges.add(edges, source: "demo", at: start, program: cast.program.id, in: connection)
  }

  /// What everybody posted, and where: by their places in the story, earliest first.
  mutating func share(
    _ cast: SampleCast, in connection: Connection
  ) async throws -> [Int32: [(time: Int32, channel: String)]] {
    var told: [ShareIntake.Told] = []
    var channels: [Int32: [(time: Int32, channel: String)]] = [:]
    for share in story.shares {
      var draw = Int.random(in: 0..<10, using: &random)
      let channel = Self.channels.first { channel in
        draw -= channel.often
        return draw < 0
      }
      let name = channel?.name ?? ShareNetwork.whatsapp.rawValue
      channels[share.advocate, default: []].append((share.time, name))
      told.append(
        ShareIntake.Told(
          externalID: "post-\(told.count + 1)", sharer: .id(cast.advocates[Int(share.advocate)]), channel: name,
          content: Self.contents[Int.random(in: 0..<Self.contents.count, using: &random)], url: nil,
          occurredAt: time(share.time), consent: true))
    }
    _ = try await ShareIntake.record(told, source: "demo", at: now, program: cast.program.id, in: connection)
    return channels
  }
}
