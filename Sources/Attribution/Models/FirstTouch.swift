/// Everything to the touch that opened the journey.
struct FirstTouch: Model {
  let name = "first_touch"
  let summary = "everything to the first touch"
  let heedsTimes = false

  func weights(times: [Int64], strengths: [Double], conversion: Int64, settings: Settings) -> [Double] {
    firstTakes(of: strengths)
  }
}
