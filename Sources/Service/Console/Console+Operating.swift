extension Console {
  /// Webhooks, settings and long work.
  var operating: [ConsolePage] {
    let replaying = Replaying(environment: environment, inbox: incoming.bell, sender: outgoing.bell)
    let sources = SourcesPages(
      environment: environment, setup: incoming.setup(environment), replaying: replaying)
    let endpoints = EndpointsPages(
      environment: environment, setup: outgoing.setup(environment), replaying: replaying)
    return WebhooksPages(environment: environment).pages + sources.pages + endpoints.pages
      + InboxPages(environment: environment, replaying: replaying).pages
      + SentPages(environment: environment, replaying: replaying).pages
      + SettingsPages(environment: environment).pages + KeysPages(environment: environment).pages
      + SecretsPages(environment: environment).pages + AuditPages(environment: environment).pages
      + WorkPages(environment: environment, streams: streams).pages + ImportPages(importing: importing).pages
  }
}
