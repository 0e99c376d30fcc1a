import Referrals
import StrictJSON

extension OwnEvents {
  /// What `POST /v1/conversions` takes.
  static let conversionCreated = Kind(
    type: "conversion.created",
    summary: "A lead, signup, sale or renewal. The same external_id again changes nothing.",
    rules: [
      .required("external_id", .text(limit: Limits.externalID), "Your id, such as the order's."),
      .required("type", .oneOf(ConversionType.allCases.map(\.rawValue)), "What happened."),
      .required("amount", .amount(from: 0), "What was paid, in minor units."),
      .required("currency", .currency, "ISO 4217, such as EUR."),
      .optional("discount", .amount(from: 0), "What was taken off the list price, in minor units."),
      .optional("occurred_at", .time, "The event's timestamp, if not given."),
      .optional("click_id", .clickID, "The rsn_click of the landing page's address."),
      .optional("code", .text(limit: 200), "The referral code used."),
      .optional(
        "customer",
        .someOf([
          .optional("external_id", .text(limit: Limits.externalID), "The customer's id in your system."),
          .optional("email", .email, "The customer's e-mail address."),
          .optional("name", .text(limit: Limits.name), "The customer's name."),
        ]), "Who."),
      .optional(
        "subscription", .text(limit: Limits.externalID),
        "Your id of the subscription that is paid: renewals are credited as its first sale was."),
    ],
    data: .object([
      "external_id": "order-1001", "type": "sale", "amount": 4900, "currency": "EUR", "discount": 500,
      "occurred_at": "2026-03-01T11:59:30Z", "code": "GRACE-5",
      "customer": .object(["external_id": "customer-7", "email": "grace@example.com", "name": "Grace"]),
      "subscription": "subscription-7",
    ]))

  /// What `POST /v1/conversions/{external_id}/reversals` takes.
  static let conversionReversed = Kind(
    type: "conversion.reversed",
    summary: "Part of a conversion is taken back. It may come before its conversion.",
    rules: [
      .required("conversion_external_id", .text(limit: Limits.externalID), "The external_id of the conversion."),
      .required("external_id", .text(limit: Limits.externalID), "Your id, such as the refund's."),
      .required("amount", .amount(from: 1), "In minor units of the conversion's currency."),
      .required("reason", .oneOf(ReversalReason.allCases.map(\.rawValue)), "Why."),
      .optional("currency", .currency, "The conversion's, if not given."),
      .optional("occurred_at", .time, "The event's timestamp, if not given."),
    ],
    data: .object([
      "conversion_external_id": "order-1001", "external_id": "refund-1", "amount": 900, "currency": "EUR",
      "reason": "refund", "occurred_at": "2026-03-01T11:59:30Z",
    ]))

  /// Who a person is.
  static let personUpdated = Kind(
    type: "person.updated",
    summary: "What is known of a person: it is made, or what is told is changed.",
    rules: [
      .required("external_id", .text(limit: Limits.externalID), "The person's id in your system."),
      .optional("email", .email, "The e-mail address."),
      .optional("name", .text(limit: Limits.name), "The name."),
    ],
    data: .object(["external_id": "customer-7", "email": "grace@example.com", "name": "Grace"]))

  /// An advocate's post.
  static let shareCreated = Kind(
    type: "share.created",
    summary: "An advocate shared something.",
    rules: [
      .required("external_id", .text(limit: Limits.externalID), "Your id, such as the post's."),
      .required("advocate_external_id", .text(limit: Limits.externalID), "The advocate's id in your system."),
      .required("channel", .text(limit: Limits.label), "Where: instagram, e-mail, in person."),
      .optional("content", .text(limit: Limits.destination), "What: a text, or the name of what was shared."),
      .optional("url", .address, "Where the post can be seen."),
      .optional("occurred_at", .time, "The event's timestamp, if not given."),
      .optional("consent", .flag, "Whether the advocate agreed to be named with it."),
    ],
    data: .object([
      "external_id": "post-31", "advocate_external_id": "customer-3", "channel": "mastodon",
      "content": "Spring collection", "url": "https://social.example/@ada/31", "occurred_at": "2026-03-01T11:59:30Z",
      "consent": true,
    ]))

  /// An arc of the social graph.
  static let edgeAdded = Kind(
    type: "graph.edge_added",
    summary: "A person sees what another one shares.",
    rules: [
      .required("from", .text(limit: Limits.externalID), "The id, in your system, of the one who shares."),
      .required("to", .text(limit: Limits.externalID), "The id, in your system, of the one who sees it."),
      .optional("origin", .text(limit: Limits.label), "Where it is known from: a network, a survey."),
      .optional("consent", .flag, "Whether the one who sees agreed to be counted by name."),
      .optional("occurred_at", .time, "Since when; the event's timestamp, if not given."),
    ],
    data: .object([
      "from": "customer-3", "to": "customer-7", "origin": "mastodon", "consent": true,
      "occurred_at": "2026-03-01T11:59:30Z",
    ]))
}
