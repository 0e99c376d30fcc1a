import Referrals
import StrictJSON

extension Fields {
  /// What social networks are to show of a program's links.
  mutating func preview() throws(Problem) -> LinkPreview {
    LinkPreview(
      title: try text("title", limit: Limits.name), description: try optionalText("description", limit: 500),
      image: try optionalDestination("image"))
  }
}

extension LinkPreview {
  /// As the API has it.
  var json: JSON {
    .object([
      "title": .string(title), "description": .text(description), "image": .text(image),
    ])
  }
}

extension Schema {
  /// What social networks show of a program's links.
  static let preview = Schema.object(
    [
      "title": .string("The heading.", limit: Limits.name), "description": Schema.string("A sentence or two.").orNull,
      "image": Schema.string("The address of a picture.", format: "uri").orNull,
    ], optional: ["description", "image"])
}
