import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON

/// `/v1/fits`: what the models that learn have learnt from the program, and what they lack.
struct FitsAPI: Sendable {
  var environment: Environment

  /// Fits are listed, read and made anew here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .get, path: "/v1/fits", summary: "List the models that learn, and what each has learnt or lacks",
        access: .program,
        answers: [
          .init(status: .ok, description: "One for each model.", schema: .object(["data": .list(Self.schema)]))
        ], handle: list),
      Endpoint(
        method: .get, path: "/v1/fits/{model}", summary: "Read what a model says of each advocate",
        details:
          "weight is in the model's own measure: under hazard, how persuasive the advocate's posts are, 1 being usual. Of what the advocate is credited with under hazard, the truth lies between low and high times as much with nine chances in ten, so far as people behave as the model supposes.",
        access: .program, parameters: [Self.model],
        answers: [
          .init(
            status: .ok, description: "The latest version.",
            schema: Self.schema.adding(.object(["advocates": .list(Self.weightSchema)])))
        ], handle: read),
      Endpoint(
        method: .post, path: "/v1/fits/{model}", summary: "Fit a model now",
        details:
          "It happens by itself once a day, and as soon as there is enough to learn from. What the new version changes in the runs of this model is counted anew in the background.",
        access: .program, parameters: [Self.model],
        answers: [.init(status: .ok, description: "What it has learnt, or lacks.", schema: Self.schema)], handle: fit),
    ]
  }

  private static let model = Endpoint.Parameter.path("model", "The model's name.")

  @Sendable private func list(_ call: Call) async throws -> Response {
    let states = try await states(of: try call.program)
    return .json(.object(["data": .array(states.map { .object($0.members) })]))
  }

  @Sendable private func read(_ call: Call) async throws -> Response {
    let program = try call.program
    let model = try Self.asked(call)
    let state = try await states(of: program).first { $0.model == model.name }
    let entry = try await environment.database.withConnection { connection -> Fits.Entry? in
      guard let version = state?.fit?.version else { return nil }
      return try await Fits.find(model: model.name, version: version, program: program, in: connection)
    }
    return .json(
      .object(
        (state?.members ?? []) + [
          .init(name: "advocates", value: .array((entry?.advocates ?? []).map(Self.json)))
        ]))
  }

  @Sendable private func fit(_ call: Call) async throws -> Response {
    let id = try call.program
    let model = try Self.asked(call)
    guard let program = try await environment.database.withConnection({ try await Programs.find(id, in: $0) }) else {
      throw Problem.notFound("such program")
    }
    guard try await FitWorker(environment: environment).fit(program, only: model.name) else {
      throw Problem.unavailable("Models of this program are being fitted already.", retryAfter: 5)
    }
    let state = try await states(of: id).first { $0.model == model.name }
    return .json(.object(state?.members ?? []))
  }

  private static func asked(_ call: Call) throws(Problem) -> any FittedModel {
    guard let model = FittedModels.named(call.parameter("model")) else {
      throw Problem.notFound("such model that learns", field: "model")
    }
    return model
  }

  /// What a model has learnt or lacks.
  private struct State {
    let model: String
    let fit: Fits.Entry?
    let attempt: Fits.Attempt?

    var members: [JSON.Member] {
      [
        .init(name: "model", value: .string(model)),
        .init(name: "version", value: fit.map { .integer(Int64($0.version)) } ?? .null),
        .init(name: "fitted_at", value: .text(of: fit?.fittedAt)),
        .init(name: "conversions", value: fit.map { .integer(Int64($0.conversions)) } ?? .null),
        .init(name: "tried_at", value: .text(of: attempt?.triedAt)),
        .init(name: "missing", value: .text(attempt?.missing)),
      ]
    }
  }

  private func states(of program: Program.ID) async throws -> [State] {
    try await environment.database.withConnection { connection in
      let fits = try await Fits.latest(program: program, in: connection)
      let attempts = try await Fits.attempts(program: program, in: connection)
      return FittedModels.all.map { model in
        State(
          model: model.name, fit: fits.first { $0.model == model.name },
          attempt: attempts.first { $0.model == model.name })
      }
    }
  }

  private static func json(_ weight: Fits.Weight) -> JSON {
    .object([
      "advocate_id": .text(of: weight.advocate), "weight": .number(weight.weight),
      "low": weight.low.map(JSON.number) ?? .null, "high": weight.high.map(JSON.number) ?? .null,
    ])
  }

  private static let schema = Schema.object([
    "model": .string(), "version": .integer("The latest; null: none yet.").orNull, "fitted_at": .time().orNull,
    "conversions": .integer("From how many it learnt.").orNull,
    "tried_at": .time("When it was last tried; null: not yet.").orNull,
    "missing": .string("What it lacked then, if it did.").orNull,
  ])

  private static let weightSchema = Schema.object([
    "advocate_id": .id(), "weight": .number(), "low": .number().orNull, "high": .number().orNull,
  ])
}
