"""What the parts and fields of a plan are called where people read how two versions differ; to be translated."""

from __future__ import annotations

from jcm_desktop.i18n import N_

# By the area of a difference; `{key}` is the set, point or value.
AREA_WORDS = {
    "methodology": N_("methodology"),
    "decision": N_("decision {key}"),
    "set": N_("installed units {key}"),
    "point": N_("point {key}"),
    "value": N_("fixed value {key}"),
    "estimate": N_("yearly estimate"),
    "year": N_("estimate of {key}"),
    "integrity": N_("monthly look through the records"),
}
# By the name of the field.
FIELD_WORDS = {
    "no": N_("number"),
    "parameter": N_("parameter"),
    "unit": N_("unit"),
    "description": N_("description of data"),
    "option": N_("monitoring option"),
    "index": N_("installed unit"),
    "source": N_("source of data"),
    "procedure": N_("measurement methods and procedures"),
    "frequency": N_("monitoring frequency"),
    "comments": N_("comments"),
    "estimate_per_year": N_("yearly estimate"),
    "estimate_source": N_("source of the estimate"),
    "capacity": N_("rated capacity"),
    "public_source": N_("publication"),
    "interval": N_("longest time of one reading"),
    "quantity": N_("value"),
    "page": N_("page"),
    "evidence": N_("how well it is known"),
    "estimate_t_per_year": N_("tonnes"),
}
