"""Who is responsible for a study, and how its results will be analysed."""

from protocols.model.keys import key
from protocols.model.table import Table
from protocols.model.types import Fraction, Percent, Text


class Governance(Table):
    """Who is responsible for the study, who reviews it, who pays, and how participants are protected."""

    sponsor: Text | None = key(
        "Sponsor", "Who is responsible for the study as a whole.", example="University Hospital"
    )
    investigators: Text | None = key(
        "Investigators", "Who runs the study, and where they work.", example="A. Example, Neurology"
    )
    sites: Text | None = key("Sites", "The institutions that take part.", example="two headache clinics")
    ethics_committee: Text | None = key(
        "Ethics committee", "The committee that reviews the study.", example="committee of the university"
    )
    ethics_reference: Text | None = key(
        "Ethics reference", "Its number for the study, with the date of its vote.", example="2026-123"
    )
    funding: Text | None = key("Funding", "Who pays for the study, and with what.", example="public grant")
    consent: Text | None = key(
        "Consent", "Who obtains consent, when and how.", example="written, by a physician, a day before"
    )
    data_protection: Text | None = key(
        "Data protection",
        "How personal data are collected, kept and shared.",
        example="pseudonyms; the list of names stays at the site",
    )
    insurance: Text | None = key(
        "Insurance", "How participants are insured against harm.", example="insured for each participant"
    )
    monitoring_board: Text | None = key(
        "Monitoring board",
        "Who watches over safety and data, or why nobody does.",
        example="two physicians who are not part of the study",
    )
    conflicts_of_interest: Text | None = key(
        "Conflicts of interest",
        "What ties those who run the study to the maker of the device or to others.",
        example="the device is lent by its maker",
    )
    contact: Text | None = key(
        "Contact", "Whom participants and others may ask.", example="study office, telephone number"
    )


class Analysis(Table):
    """How many participants are needed and why, and how the results will be analysed."""

    sample_size: Text | None = key(
        "Sample size",
        "How the number of participants was found.",
        example="52 participants in all, 60 with dropout",
    )
    effect_size: Text | None = key(
        "Effect size", "The difference that is to be found, and its source.", example="2 headache days less"
    )
    alpha: Fraction | None = key("Alpha", "Probability of a type I error, from 0 to 1.", example=0.05)
    power: Fraction | None = key("Power", "Power of the primary analysis, from 0 to 1.", example=0.8)
    dropout_percent: Percent | None = key(
        "Dropout", "Share of participants expected to drop out.", unit="%", example=15
    )
    primary_analysis: Text | None = key(
        "Primary analysis",
        "How the primary outcome is analysed, and in whom.",
        example="mixed model, all who were randomised",
    )
    missing_data: Text | None = key(
        "Missing data", "How missing values are dealt with.", example="multiple imputation"
    )
    interim: Text | None = key(
        "Interim analysis",
        "Whether there is one, when, and how the error is kept.",
        example="none",
    )
