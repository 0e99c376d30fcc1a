import Referrals

/// Everything for advocates: their own pages, and becoming one.
struct Portal: Sendable {
  let routes: [SiteRoute]

  /// Pages that make links which the directory learns of at once.
  init(environment: Environment, directory: LinkDirectory, proxies: TrustedProxies) {
    let links = LinkSetup(address: environment.address) { program, link in
      await directory.refresh(program: program, link: link)
    }
    routes =
      PortalSite(environment: environment, links: links).routes
      + JoinSite(environment: environment, links: links, proxies: proxies).routes
  }
}
