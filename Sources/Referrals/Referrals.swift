// Referrals
