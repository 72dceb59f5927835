"""Papers as Factur-X (ZUGFeRD): the PDF for people, the same invoice as CII in it for programs."""

from io import BytesIO
from typing import Any

from adapters.papers.cii import cii
from adapters.papers.pdf import pdf
from domain.papers.paper import Paper

ATTACHED = "factur-x.xml"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"

_SAID = f"""
<rdf:Description xmlns:rdf="{_RDF}" xmlns:fx="{_FX}" rdf:about="">
  <fx:DocumentType>INVOICE</fx:DocumentType>
  <fx:DocumentFileName>{ATTACHED}</fx:DocumentFileName>
  <fx:Version>1.0</fx:Version>
  <fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
</rdf:Description>
"""


def _property(name: str, description: str) -> str:
    return f"""
<rdf:li rdf:parseType="Resource">
  <pdfaProperty:name>{name}</pdfaProperty:name>
  <pdfaProperty:valueType>Text</pdfaProperty:valueType>
  <pdfaProperty:category>external</pdfaProperty:category>
  <pdfaProperty:description>{description}</pdfaProperty:description>
</rdf:li>"""


_EXPLAINED = f"""
<rdf:li xmlns:rdf="{_RDF}" rdf:parseType="Resource"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>{_FX}</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>fx</pdfaSchema:prefix>
  <pdfaSchema:property>
    <rdf:Seq>
      {_property("DocumentFileName", "The name of the embedded XML document")}
      {_property("DocumentType", "The type of the hybrid document")}
      {_property("Version", "The version of the standard of the embedded XML document")}
      {_property("ConformanceLevel", "The conformance level of the embedded XML document")}
    </rdf:Seq>
  </pdfaSchema:property>
</rdf:li>
"""


def factur_x(paper: Paper, logo: bytes | None = None) -> bytes:
    """The paper as Factur-X, in its profile EN 16931."""
    import pikepdf

    made = pdf(paper, logo, invoice=cii(paper))
    with pikepdf.open(BytesIO(made)) as document:
        number, _ = document.Root.Metadata.objgen
        metadata = document.Root.Metadata.read_bytes()
    return _updated(made, number, _with_factur_x(metadata))


def _updated(made: bytes, number: int, metadata: bytes) -> bytes:
    """The PDF with other metadata, which are its object of this number.

    They are appended as an update (ISO 32000-1, 7.5.6), and all else stays as typst has written it:
    to write thousands of objects anew for one of them takes a quarter of the whole time.
    """
    before, _, last = made.rpartition(b"startxref")
    trailer = before[before.rindex(b"trailer") :].rstrip().removesuffix(b">>")
    head = b"%d 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>\n" % (number, len(metadata))
    written = b"\n%sstream\n%s\nendstream\nendobj\n" % (head, metadata)
    table = b"xref\n%d 1\n%010d 00000 n\r\n" % (number, len(made) + 1)
    where = len(made) + len(written)
    end = b"%s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, int(last.split()[0]), where)
    return made + written + table + end


def _with_factur_x(metadata: bytes) -> bytes:
    """The document's metadata (XMP), which say now that it is a Factur-X, and what that means."""
    from lxml import etree

    packet = etree.fromstring(metadata)
    rdf = next(packet.iter(f"{{{_RDF}}}RDF"))
    schemas: Any = next(packet.iter(f"{{{_EXTENSION}}}schemas"))
    schemas[0].append(etree.fromstring(_EXPLAINED))
    rdf.append(etree.fromstring(_SAID))
    # With the marks around it by which programs find it in a PDF that they do not understand.
    around = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>', '<?xpacket end="r"?>'
    return around[0].encode() + bytes(etree.tostring(packet)) + around[1].encode()
