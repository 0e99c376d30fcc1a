/// The same to every touch.
struct Linear: Model {
  let name = "linear"
  let summary = "the same to every touch"
  let heedsTimes = false

  func weights(times: [Int64], strengths: [Double], conversion: Int64, settings: Settings) -> [Double] {
    strengths
  }
}
