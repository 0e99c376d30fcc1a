import Attribution
import Postgres
import Records
import Referrals
import StrictJSON

/// A model that learns from a program's history how its revenue is to be split.
///
/// To add one: a file beside this one, and a line in ``FittedModels/all``.
protocol FittedModel: Sendable {
  /// By what runs ask for it: one of ``Models/fitted``.
  var name: String { get }
  /// Learns from what happened until a moment, all of it read in one snapshot, which ends before the learning begins.
  /// Throws ``FitRefusal`` where that is too little, else what the database or the history throw.
  func learn(program: Program, until end: Timestamp, in database: Pool) async throws -> Learnt
  /// What it learnt, as it was stored.
  func restore(_ entry: Fits.Entry) throws -> any Fit
}

/// What a model has learnt, to be stored.
struct Learnt: Sendable {
  /// From how many conversions.
  var conversions: Int
  /// The numbers of the model as a whole.
  var numbers: JSON
  /// What it says of each advocate.
  var advocates: [Fits.Weight]
}

/// Why a model cannot be fitted: what is missing, in a sentence.
struct FitRefusal: Error, CustomStringConvertible {
  var description: String
}

/// A version of what a model learnt: it splits the revenue of a conversion.
protocol Fit: Sendable {
  /// Whether it needs to know how a customer first became one.
  var asksForFirstPurchase: Bool { get }
  /// How a conversion's revenue is split over the touches of its journey, as far as these count.
  func split(_ facts: FitFacts) -> (journey: FitFacts.Path, split: Split)
  /// What each advocate had to do with it, in words.
  func reasons(_ facts: FitFacts, name: (Advocate.ID) -> String) -> [Advocate.ID: String]
}

extension Fit {
  /// Nothing, where the model only weighs.
  func reasons(_ facts: FitFacts, name: (Advocate.ID) -> String) -> [Advocate.ID: String] { [:] }
}

/// What a fit splits by.
struct FitFacts: Sendable {
  /// A journey of a customer.
  typealias Path = Journey<Advocate.ID, Identifier<Journeys.Touch>>

  /// The journey, all of whose advocates may earn.
  var journey: Path
  /// The settings of the run; which rule they name does not matter.
  var settings: Attribution.Settings
  /// By how many paths each exposure can have come.
  var ways: [Identifier<Journeys.Touch>: Int]
  /// How many people the customer follows.
  var followed: Int
  /// When the customer first bought.
  var firstPurchase: Timestamp
  /// When this conversion was.
  var purchase: Timestamp
  /// Until when something might have led to it anyway: a window later.
  var horizon: Timestamp
}

/// The models that are fitted.
enum FittedModels {
  /// Each of them.
  static let all: [any FittedModel] = [MarkovModel(), ShapleyModel(), HazardModel()]

  /// The one of a name.
  static func named(_ name: String) -> (any FittedModel)? { all.first { $0.name == name } }
}
