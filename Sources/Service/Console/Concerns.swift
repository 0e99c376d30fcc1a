import Pages
import Postgres
import Records
import Referrals

/// What waits for somebody, in sentences, each with the place where it is dealt with.
enum Concerns {
  /// What there is, the most urgent first.
  static func of(
    _ program: Program.ID, at now: Timestamp, in connection: Connection
  ) async throws -> [OverviewPage.Concern] {
    let state = try await Attention.state(at: now, program: program, in: connection)
    let runs = try await Runs.all(program: program, in: connection)
    let attempts = try await Fits.attempts(program: program, in: connection)
    return sentences(state, runs: runs, attempts: attempts)
  }

  /// The same, of what was found.
  static func sentences(_ state: Attention, runs: [Runs.Entry], attempts: [Fits.Attempt]) -> [OverviewPage.Concern] {
    var concerns: [OverviewPage.Concern] = []
    func add(_ count: Int, _ one: String, _ many: String, _ link: String, _ action: String) {
      guard count > 0 else { return }
      let number = count >= Attention.most ? "\(Attention.most) or more" : "\(count)"
      concerns.append(.init(count == 1 ? "One \(one)" : "\(number) \(many)", link: link, action: action))
    }
    add(
      state.parked, "delivery from elsewhere could not be made sense of and is parked.",
      "deliveries from elsewhere could not be made sense of and are parked.", "/console/webhooks/inbox?state=parked",
      "Look at them")
    add(
      state.disabledEndpoints, "endpoint was switched off because it failed.",
      "endpoints were switched off because they failed.", "/console/webhooks", "See endpoints")
    add(
      state.failingEndpoints, "endpoint fails, and is still tried.", "endpoints fail, and are still tried.",
      "/console/webhooks", "See endpoints")
    add(
      state.exhausted, "event was never delivered, after every attempt.",
      "events were never delivered, after every attempt.", "/console/webhooks/sent?state=failed", "Replay them")
    add(
      state.held, "event waits because its endpoint is switched off.",
      "events wait because their endpoint is switched off.", "/console/webhooks/sent?state=held", "Look at them")
    for run in runs where !run.isLive {
      concerns.append(
        .init(
          "Run \(run.run) by \(run.attribution.model.replacing("_", with: " ")) is still being counted.",
          link: "/console/attribution", action: "See how far it is"))
    }
    let models = Set(runs.map(\.attribution.model))
    for attempt in attempts where models.contains(attempt.model) {
      guard let missing = attempt.missing else { continue }
      concerns.append(
        .init(
          "\(attempt.model.prefix(1).uppercased() + attempt.model.dropFirst()) could not learn anew: \(missing)\(missing.hasSuffix(".") ? "" : ".")",
          link: "/console/attribution", action: "See the models"))
    }
    add(
      state.untraced, "sale of the last seven days came with neither click, code nor customer: nobody can be credited.",
      "sales of the last seven days came with neither click, code nor customer: nobody can be credited.",
      "/console/conversions?untraced=on", "See which")
    add(
      state.waitingReversals, "reversal has waited for its conversion for more than a day.",
      "reversals have waited for their conversions for more than a day.", "/console/reversals", "See which")
    add(
      state.refusedReversals, "reversal was refused: it was more than its conversion.",
      "reversals were refused: they were more than their conversions.", "/console/reversals", "See which")
    add(
      state.unsettled, "conversion waits to be credited again.", "conversions wait to be credited again.",
      "/console/conversions", "See conversions")
    return concerns
  }
}
