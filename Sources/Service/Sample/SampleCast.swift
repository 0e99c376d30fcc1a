import Postgres
import Records
import Referrals
import Simulation

/// Those who share in the sample, as the program knows them. Who set off most is Ada.
struct SampleCast: Sendable {
  let program: Program
  /// By their places in the story.
  let advocates: [Advocate.ID]
  /// Their first links.
  let links: [Link]
  /// Ada's place.
  let ada: Int

  /// Makes advocates of them, with what they agreed to.
  init(of sample: Sample, program: Program, in connection: Connection) async throws {
    let story = sample.story
    let ranks = Self.ranks(story)
    var advocates = [Advocate.ID?](repeating: nil, count: story.advocates.count)
    var links = [Link?](repeating: nil, count: story.advocates.count)
    // Whoever brought somebody in comes before them.
    let order = story.advocates.indices.sorted {
      (story.advocates[$0].since, ranks[$0]) < (story.advocates[$1].since, ranks[$1])
    }
    for place in order {
      let (one, rank) = (story.advocates[place], ranks[place])
      let isFirst = one.since == 0
      let joined = sample.time(one.since) + (isFirst ? .minutes(rank) : .hours(1))
      let name = Self.name(rank)
      let person = try await People.upsert(
        externalID: Sample.externalID(one.person), email: Email("\(Self.mailbox(name))@people.example"), name: name,
        at: joined, program: program.id, in: connection)
      let recruiter = isFirst ? Self.recruiter(ofFirst: rank).flatMap { order[$0] } : one.recruiter.map(Int.init)
      let (id, _) = try await Advocates.upsert(
        person: person, recruiter: recruiter.flatMap { advocates[$0] }, at: joined, program: program.id,
        in: connection)
      advocates[place] = id
      links[place] = try await sample.links.makePrimary(of: id, at: joined, program: program.id, in: connection)
      try await Self.ask(person, rank: rank, at: joined, program: program, in: connection)
    }
    ada = ranks.firstIndex(of: 0) ?? 0
    self.program = program
    self.advocates = advocates.compactMap(\.self)
    self.links = links.compactMap(\.self)
  }

  /// Everybody took part by their own will; most may be named, some said no, and some were never asked.
  private static func ask(
    _ person: Person.ID, rank: Int, at time: Timestamp, program: Program, in connection: Connection
  ) async throws {
    var answers = [(Consents.Purpose.participation, true, PortalWords.participation(program.name))]
    if rank % 5 != 4 { answers.append((.namedInReports, rank % 7 != 5, PortalWords.naming(program.name))) }
    for (purpose, given, wording) in answers {
      _ = try await Consents.insert(
        .init(
          purpose: purpose, given: given, place: "at the counter", occurredAt: time, recordedAt: time, source: "demo",
          wording: given ? wording : nil), of: person, program: program.id, in: connection)
    }
  }

  /// Of those who were there from the first day, whom of the others they had been brought in by.
  private static func recruiter(ofFirst rank: Int) -> Int? { (1...9).contains(rank) ? (rank - 1) / 3 : nil }

  /// How much each set off, the most first: those who were there from the first day before those who came later.
  private static func ranks(_ story: World) -> [Int] {
    var setOff = [Int](repeating: 0, count: story.advocates.count)
    for purchase in story.purchases { if let place = purchase.setOffBy { setOff[Int(place)] += 1 } }
    let order = setOff.indices.sorted {
      (story.advocates[$0].since, -setOff[$0], $0) < (story.advocates[$1].since, -setOff[$1], $1)
    }
    var ranks = setOff
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    return ranks
  }

  private static func name(_ rank: Int) -> String {
    "\(firstNames[rank % firstNames.count]) \(lastNames[(rank + rank / firstNames.count * 7) % lastNames.count])"
  }

  private static func mailbox(_ name: String) -> String { name.lowercased().replacing(" ", with: ".") }

  private static let firstNames = [
    "Ada", "Grace", "Katherine", "Linus", "Mary", "Alan", "Emmy", "Rosalind", "Kurt", "Hedy", "Radia", "Edsger",
    "Sofia", "Leonhard", "Chien", "Barbara", "Claude", "Lise", "Srinivasa", "Maria", "Niels", "Vera", "Tycho", "Inge",
    "Otto", "Cecilia", "Erwin", "Jocelyn", "Paul", "Mileva",
  ]
  private static let lastNames = [
    "Lovelace", "Hopper", "Johnson", "Pauling", "Anning", "Turing", "Noether", "Franklin", "Goedel", "Lamarr",
    "Perlman", "Dijkstra", "Kovalevskaya", "Euler", "Wu", "Liskov", "Shannon", "Meitner", "Ramanujan", "Mitchell",
    "Bohr", "Rubin", "Brahe", "Lehmann", "Hahn", "Payne", "Noyce", "Bell", "Erdos", "Maric",
  ]
}
