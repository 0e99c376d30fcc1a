// AttributionTests
