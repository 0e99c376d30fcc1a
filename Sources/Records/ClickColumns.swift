internal import Postgres
import Referrals

/// Clicks as the columns of the statement that inserts them, in PostgreSQL's binary format; filled again and again.
package struct ClickColumns: Sendable {
  private var programs = PostgresArray<Program.ID>()
  private var times = PostgresArray<Timestamp>()
  private var ids = PostgresArray<Click.ID>()
  private var links = PostgresArray<Link.ID>()
  private var advocates = PostgresArray<Advocate.ID>()
  private var visitors = PostgresArray<Visitor.ID>()
  private var hashes = PostgresArray<Visitor.ID>()
  private var outcomes = PostgresArray<String>()
  private var repeats = PostgresArray<Click.ID?>()
  private var prefixes = PostgresArray<String>()
  private var referrers = PostgresArray<String?>()
  private var agents = PostgresArray<String?>()
  private var counts = ClickCounts()
  private var filled = PostgresParameters()

  /// No clicks.
  package init() {}

  /// How many clicks there are.
  package var count: Int { ids.count }

  /// Adds a click.
  package mutating func append(_ click: NewClick) {
    programs.append(click.program)
    times.append(click.occurredAt)
    ids.append(click.id)
    links.append(click.link)
    advocates.append(click.advocate)
    visitors.append(click.visitor)
    hashes.append(click.visitorHash)
    outcomes.append(click.outcome.name)
    repeats.append(click.repeatOf)
    prefixes.append(click.addressPrefix)
    referrers.append(click.referrer)
    agents.append(click.userAgent)
    counts.add(click)
  }

  /// Takes all clicks out and keeps the memory.
  package mutating func removeAll() {
    programs.removeAll()
    times.removeAll()
    ids.removeAll()
    links.removeAll()
    advocates.removeAll()
    visitors.removeAll()
    hashes.removeAll()
    outcomes.removeAll()
    repeats.removeAll()
    prefixes.removeAll()
    referrers.removeAll()
    agents.removeAll()
    counts.removeAll()
  }

  /// The parameters of the inserting statements: the columns in the table's order, then the counters' slot, and if asked
  /// for what the clicks add to the counters.
  mutating func parameters(slot: Int16, withCounts: Bool = false) -> PostgresParameters {
    filled.removeAll()
    filled.append(programs)
    filled.append(times)
    filled.append(ids)
    filled.append(links)
    filled.append(advocates)
    filled.append(visitors)
    filled.append(hashes)
    filled.append(outcomes)
    filled.append(repeats)
    filled.append(prefixes)
    filled.append(referrers)
    filled.append(agents)
    filled.append(slot)
    if withCounts { counts.append(to: &filled) }
    return filled
  }
}
