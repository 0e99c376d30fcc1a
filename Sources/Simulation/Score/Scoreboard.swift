/// How every model does in several kinds of world, as means over some worlds of each kind.
package struct Scoreboard: Sendable {
  /// A kind of world: how many of the sales that sharing set off came without a click, and how many customers would
  /// have bought anyway.
  package struct Kind: Sendable, Hashable {
    /// ``Parameters/unclicked``.
    package let unclicked: Double
    /// ``Parameters/anyway``.
    package let anyway: Double
    /// A kind.
    package init(unclicked: Double, anyway: Double) {
      self.unclicked = unclicked
      self.anyway = anyway
    }

    /// From 'everybody clicks' to 'nine in ten never click', with many and with few who bought because of it.
    package static let usual = [0.65, 0.92].flatMap { anyway in
      [0, 0.6, 0.9].map { Kind(unclicked: $0, anyway: anyway) }
    }
  }

  /// How one model did in the worlds of a kind.
  package struct Line: Sendable {
    /// The worlds' kind.
    package let kind: Kind
    /// The model's name.
    package let model: String
    /// The mean of ``Score/misplaced``; nil where there is no score at all.
    package let misplaced: Double?
    /// The mean of ``Score/claimed``.
    package let claimed: Double?
    /// The mean of ``Score/rankCorrelation``.
    package let rankCorrelation: Double?
    /// The mean of ``Score/covered``.
    package let covered: Double?
    /// How many worlds it is the mean of.
    package let worlds: Int
    /// Why there are fewer than were made, if there are.
    package let note: String?
  }

  /// By kind, then by model, in their orders.
  package let lines: [Line]

  /// Makes worlds of each kind and scores every model in them.
  ///
  /// - Parameters:
  ///   - parameters: of the first world; each following one has the next seed.
  ///   - following: the graph of the world of a seed.
  ///   - progress: told before each world how many are done, of how many.
  package init(
    _ parameters: Parameters, kinds: [Kind] = Kind.usual, worlds: Int, models: [any CreditModel] = CreditModels.all,
    following: (UInt64) -> Following, progress: (Int, Int) -> Void = { _, _ in }
  ) throws(Parameters.Invalid) {
    var tallies = [[Tally]](repeating: [Tally](repeating: Tally(), count: models.count), count: kinds.count)
    for number in 0..<worlds {
      var parameters = parameters
      parameters.seed &+= UInt64(number)
      let following = following(parameters.seed)
      for (place, kind) in kinds.enumerated() {
        progress(number * kinds.count + place, worlds * kinds.count)
        parameters.unclicked = kind.unclicked
        parameters.anyway = kind.anyway
        let evidence = Evidence(try World(parameters, following: following))
        for (index, model) in models.enumerated() { tallies[place][index].add(model, evidence) }
      }
    }
    lines = zip(kinds, tallies).flatMap { kind, tallies in
      zip(models, tallies).map { model, tally in tally.line(kind, model.name) }
    }
  }
}

/// The scores of one model in worlds of one kind.
private struct Tally {
  private var scores: [Score] = []
  private var note: String?

  mutating func add(_ model: any CreditModel, _ evidence: Evidence) {
    do throws(Refusal) {
      let claims = try model.claims(in: evidence)
      guard let score = Score(credits: claims.credits, intervals: claims.intervals, truth: evidence.world.missing)
      else {
        note = "sharing caused nothing here"
        return
      }
      scores.append(score)
    } catch {
      note = error.description
    }
  }

  func line(_ kind: Scoreboard.Kind, _ model: String) -> Scoreboard.Line {
    Scoreboard.Line(
      kind: kind, model: model, misplaced: mean(scores.map(\.misplaced)), claimed: mean(scores.map(\.claimed)),
      rankCorrelation: mean(scores.compactMap(\.rankCorrelation)),
      covered: mean(scores.compactMap(\.covered)), worlds: scores.count, note: note)
  }

  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
