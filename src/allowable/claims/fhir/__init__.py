"""Claims as FHIR R4: Claim in and out, ExplanationOfBenefit in, ClaimResponse out."""
