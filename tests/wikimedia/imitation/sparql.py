"""The Wikidata Query Service: real SPARQL by rdflib over the world's triples.

https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual
https://www.w3.org/TR/sparql11-results-json/

`SERVICE wikibase:around` is Blazegraph's own; its block is read as SPARQL and stands for the
triples of what lies within the radius.
"""

from __future__ import annotations

import json
import re
import threading
from typing import Any

from rdflib import RDFS, XSD, Graph, Literal, Namespace, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery

from tests.wikimedia.imitation.world import Coordinates, World, distance_m

WD = Namespace("http://www.wikidata.org/entity/")
WDT = Namespace("http://www.wikidata.org/prop/direct/")
WIKIBASE = Namespace("http://wikiba.se/ontology#")
BD = Namespace("http://www.bigdata.com/rdf#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
_NEAR, _DISTANCE = URIRef("urn:imitation:near"), URIRef("urn:imitation:distance")
_PREFIXES = {
    "wd": str(WD),
    "wdt": str(WDT),
    "wikibase": str(WIKIBASE),
    "bd": str(BD),
    "geo": str(GEO),
    "rdfs": str(RDFS),
    "xsd": str(XSD),
    "schema": "http://schema.org/",
    "p": "http://www.wikidata.org/prop/",
    "ps": "http://www.wikidata.org/prop/statement/",
    "hint": "http://www.bigdata.com/queryHints#",
}
_AROUND = re.compile(r"SERVICE\s+wikibase:around\s*\{([^{}]*)\}", re.IGNORECASE)
_HINT = re.compile(r"hint:\w+\s+hint:\w+\s+\S+\s*\.")
_POINT = re.compile(r"Point\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)


class MalformedQueryError(Exception):
    """What the service answers with 400."""


class QueryService:
    def __init__(self, world: World) -> None:
        self._lock = threading.Lock()
        self.graph = _triples(world)
        self.places = {
            item.id: place
            for item in world.items.values()
            if (place := item.position()) is not None
        }

    def answer(self, query: str) -> str:
        """The results as application/sparql-results+json. Raises MalformedQueryError."""
        with self._lock:  # pyparsing, which reads the query, is not for several threads
            return self._answer(query)

    def _answer(self, query: str) -> str:
        graph = Graph()
        graph += self.graph
        text = _AROUND.sub(lambda block: self._around(block[1], graph), _HINT.sub("", query))
        text = _values_first(text)
        if re.search(r"\bSERVICE\b", text, re.IGNORECASE):
            raise MalformedQueryError("The imitation has SERVICE wikibase:around alone.")
        try:
            result = graph.query(text, initNs=_PREFIXES)
        except Exception as error:  # the parser and the engine raise all kinds
            raise MalformedQueryError(str(error)) from error
        if result.type != "SELECT" or result.vars is None:
            raise MalformedQueryError("The imitation answers SELECT alone.")
        variables = [str(variable) for variable in result.vars]
        rows = [
            {
                str(variable): _term(value)
                for variable, value in binding.items()
                if str(variable) in variables
            }
            for binding in result.bindings
        ]
        document = {"head": {"vars": variables}, "results": {"bindings": rows}}
        return json.dumps(document, ensure_ascii=False, indent=2)

    def _around(self, block: str, graph: Graph) -> str:
        """Adds what lies around as triples; the pattern that takes the block's place."""
        try:
            parsed = prepareQuery(f"SELECT * WHERE {{ {block} }}", initNs=_PREFIXES)
            triples = parsed.algebra.p.p.triples
        except Exception as error:
            raise MalformedQueryError(f"in SERVICE wikibase:around: {error}") from error
        settings = {p: o for s, p, o in triples if s == BD.serviceParam}
        patterns = [(s, o) for s, p, o in triples if p == WDT.P625]
        centre = settings.pop(WIKIBASE["center"], None)
        radius = settings.pop(WIKIBASE["radius"], None)
        distance = settings.pop(WIKIBASE["distance"], None)
        if settings.pop(WIKIBASE["globe"], WD.Q2) != WD.Q2:
            raise MalformedQueryError("The imitation has places on Earth alone.")
        point = _POINT.fullmatch(str(centre))
        literal = isinstance(centre, Literal) and centre.datatype == GEO.wktLiteral
        if settings or point is None or not literal or len(patterns) != 1:
            raise MalformedQueryError("SERVICE wikibase:around needs a place, a centre, a radius.")
        if not isinstance(radius, Literal):
            raise MalformedQueryError("The radius must be a literal in kilometres.")
        lon, lat = float(point[1]), float(point[2])
        for item_id, place in self.places.items():
            away = distance_m(place, (lat, lon)) / 1000
            if away <= float(radius):
                graph.add((WD[item_id], _NEAR, _wkt(place)))
                graph.add((WD[item_id], _DISTANCE, Literal(away, datatype=XSD.double)))
        item, coordinate = patterns[0]
        text = f" {item.n3()} <{_NEAR}> {coordinate.n3()} . "
        if isinstance(distance, Variable):
            text += f"{item.n3()} <{_DISTANCE}> {distance.n3()} . "
        return text


def _values_first(query: str) -> str:
    """The query with the VALUES of its outermost group moved to the group's beginning.

    Joins commute, and rdflib takes them as they come: the other way round it walks every pair of
    a place and a class.
    """
    start = query.find("{") + 1
    depth, kept, moved, at = 1, [], [], start
    for sign in re.finditer(r"[{}]|\bVALUES\b[^{}]*\{[^{}]*\}", query[start:], re.IGNORECASE):
        if sign[0] in "{}":
            depth += 1 if sign[0] == "{" else -1
        elif depth == 1:
            kept.append(query[at : start + sign.start()])
            moved.append(sign[0])
            at = start + sign.end()
    return " ".join([query[:start], *moved, *kept, query[at:]])


def _triples(world: World) -> Graph:
    graph = Graph()
    for child, parent in world.subclasses:
        graph.add((WD[child], WDT.P279, WD[parent]))
    for item in world.items.values():
        subject = WD[item.id]
        graph.add((subject, WIKIBASE.sitelinks, Literal(len(item.sitelinks))))
        for code, label in item.labels.items():
            graph.add((subject, RDFS.label, Literal(label, lang=code)))
        for prop in item.claims:
            for value in item.best(prop):
                graph.add((subject, WDT[prop], _object(value)))
    return graph


def _object(value: str | Coordinates) -> URIRef | Literal:
    if isinstance(value, Coordinates):
        return _wkt(value)
    return WD[value] if re.fullmatch(r"Q\d+", value) else Literal(value)


def _wkt(place: Coordinates) -> Literal:
    globe = "" if place.globe == "Q2" else f"<{WD[place.globe]}> "
    return Literal(f"{globe}Point({place.lon} {place.lat})", datatype=GEO.wktLiteral)


def _term(value: Any) -> dict[str, str]:
    if isinstance(value, URIRef):
        return {"type": "uri", "value": str(value)}
    document = {"type": "literal", "value": str(value)}
    if value.language:
        document["xml:lang"] = value.language
    elif value.datatype is not None:
        document["datatype"] = str(value.datatype)
    return document
