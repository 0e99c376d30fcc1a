// ReferralsTests
