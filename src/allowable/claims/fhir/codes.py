"""Names of FHIR R4 that this package reads and writes: code systems of HL7 and others by their address, and our own extensions.

What a claim form states and FHIR has no element for goes into an extension of ours, `urn:allowable:claim:<field>`.
"""

from __future__ import annotations

HL7 = "http://terminology.hl7.org/CodeSystem/"
CARIN = "http://hl7.org/fhir/us/carin-bb/CodeSystem/"
BLUE_BUTTON = "https://bluebutton.cms.gov/resources/variables/"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
EXTENSION = "urn:allowable:claim:"
PRICING = "urn:allowable:pricing:"

NPI = "http://hl7.org/fhir/sid/us-npi"
TAXONOMY = "http://nucc.org/provider-taxonomy"
CLAIM_TYPE = HL7 + "claim-type"
PRIORITY = HL7 + "processpriority"
RELATED = HL7 + "ex-relatedclaimrelationship"
ADJUDICATION = HL7 + "adjudication"
CARE_TEAM = CARIN + "C4BBClaimCareTeamRole"
SUPPORTING = CARIN + "C4BBSupportingInfoType"
OWN_SUPPORTING = "urn:allowable:supporting-info"
REASON = "urn:allowable:reason"
EDIT = "urn:allowable:edit"

CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
REVENUE = "https://www.nubc.org/CodeSystem/RevenueCodes"
BILL_TYPE = "https://www.nubc.org/CodeSystem/TypeOfBill"
PLACE = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
NDC = "http://hl7.org/fhir/sid/ndc"

ICD_DIAGNOSES = {"10": "http://hl7.org/fhir/sid/icd-10-cm", "9": "http://hl7.org/fhir/sid/icd-9-cm"}
ICD_PROCEDURES = {"10": "http://www.cms.gov/Medicare/Coding/ICD10", "9": "http://hl7.org/fhir/sid/icd-9-cm"}
DIAGNOSIS_TYPE = {
    "principal": (HL7 + "ex-diagnosistype", "principal"),
    "admitting": (HL7 + "ex-diagnosistype", "admitting"),
    "reason_for_visit": (CARIN + "C4BBClaimDiagnosisType", "patientreasonforvisit"),
    "external_cause": (CARIN + "C4BBClaimDiagnosisType", "externalcauseofinjury"),
    "other": (CARIN + "C4BBClaimDiagnosisType", "other"),
}
DIAGNOSIS_USE = {code: use for use, (_, code) in DIAGNOSIS_TYPE.items()}
ON_ADMISSION = HL7 + "ex-diagnosis-on-admission"  # y, n, u, w
PROCEDURE_TYPE = {"principal": (HL7 + "ex-procedure-type", "primary"), "other": (HL7 + "ex-procedure-type", "secondary")}
GENDER = {"F": "female", "M": "male", "U": "unknown"}

# fields of a document that stand in supportingInfo, by the category's code
STATED_CODES = {
    "bill_type": "typeofbill",
    "patient_status": "discharge-status",
    "admission_type": "admtype",
    "admission_source": "pointoforigin",
    "drg": "drg",
}
ADMISSION = "admissionperiod"
# fields that stand in extensions of ours, because FHIR R4 has no element for them
EXTENDED = (
    "setting",
    "submitter_id",
    "receiver_id",
    "payer_rank",
    "claim_filing",
    "billing_taxonomy",
    "billing_zip",
    "facility_zip",
    "relationship",
    "place_of_service",
    "frequency_code",
    "assignment",
    "referral",
    "admission_hour",
    "discharge_hour",
)
EXTENDED_OF_LINES = ("procedure_qualifier", "ndc", "ndc_unit", "prior_authorization", "control_number")
CARE = {"rendering_npi": "performing", "attending_npi": "attending", "operating_npi": "operating"}
RENDERING = ("performing", "rendering", "primary")  # who did the work, the best word first


def system_of_code(code: str) -> str:
    """The code system of a procedure code or modifier: AMA's where it begins with a digit (a code, or 26), else HCPCS level II."""
    return CPT if code[:1].isdigit() else HCPCS
