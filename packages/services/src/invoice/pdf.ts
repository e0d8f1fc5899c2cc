import PDFDocument from "pdfkit";
import { currencyExponents, fromWire, toReadable } from "@ingot/units";
import { instantText } from "../instant-text.ts";
import type { InvoiceDocument } from "./document.ts";

const margin = 56;
const right = 595.28 - margin;
const ink = "#1f2328";
const faint = "#656d76";
const accent = "#b8430b";

/**
 * The paper of an invoice or credit note. **Returns** the same bytes for the same document: nothing here reads a clock,
 * and the file's own dates are those of the paper.
 */
export function renderInvoice(document: InvoiceDocument): Promise<Uint8Array> {
  const issued = new Date(document.issued_at);
  const pdf = new PDFDocument({
    size: "A4",
    margin,
    info: {
      Title: `${document.title} ${document.number}`,
      Author: document.seller.name,
      Creator: "Ingot",
      Producer: "Ingot",
      CreationDate: issued,
      ModDate: issued,
    },
  });
  const bytes = collect(pdf);
  drawHead(pdf, document);
  drawParties(pdf, document);
  drawReferences(pdf, document);
  drawLines(pdf, document);
  drawTotals(pdf, document);
  drawFoot(pdf, document);
  pdf.end();
  return bytes;
}

type Pdf = InstanceType<typeof PDFDocument>;

function collect(pdf: Pdf): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    pdf.on("data", (part: Uint8Array) => parts.push(part));
    pdf.on("end", () => resolve(new Uint8Array(Buffer.concat(parts))));
    pdf.on("error", reject);
  });
}

function drawHead(pdf: Pdf, { title, number, seller }: InvoiceDocument): void {
  pdf.font("Helvetica-Bold").fontSize(20).fillColor(accent).text("Ingot", margin, margin);
  pdf.font("Helvetica-Bold").fontSize(16).fillColor(ink).text(title, margin, margin, { align: "right" });
  pdf.font("Helvetica").fontSize(11).fillColor(faint).text(number, { align: "right" });
  pdf.fontSize(9).text(seller.name, margin, margin + 28);
}

function drawParties(pdf: Pdf, { seller, buyer }: InvoiceDocument): void {
  const top = margin + 70;
  const column = margin + 260;
  block(pdf, margin, top, "Seller", [seller.name, ...seller.address, `VAT ${seller.vat_number}`]);
  block(pdf, column, top, "Buyer", [buyer.name, `Country ${buyer.country}`, `Customer ${buyer.id}`]);
}

function block(pdf: Pdf, left: number, top: number, label: string, lines: readonly string[]): void {
  pdf.font("Helvetica").fontSize(8).fillColor(faint).text(label.toUpperCase(), left, top, { width: 230 });
  pdf.fontSize(10).fillColor(ink);
  for (const line of lines) pdf.text(line, { width: 230 });
}

function drawReferences(pdf: Pdf, document: InvoiceDocument): void {
  const rows: [string, string][] = [
    ["Issued", instantText(new Date(document.issued_at))],
    ["Due", document.due_at === null ? "-" : instantText(new Date(document.due_at))],
    ["Contract", document.contract_number],
    ["Quote", document.quote_number],
  ];
  let top = margin + 170;
  for (const [label, value] of rows) {
    pdf.font("Helvetica").fontSize(9).fillColor(faint).text(label, margin, top);
    pdf.fillColor(ink).text(value, margin + 70, top);
    top += 14;
  }
  pdf
    .fontSize(8)
    .fillColor(faint)
    .text("SHA-256 of the accepted quote", margin, top + 4);
  pdf
    .font("Courier")
    .fontSize(8)
    .fillColor(ink)
    .text(document.quote_hash, margin, top + 15);
}

function drawLines(pdf: Pdf, document: InvoiceDocument): void {
  pdf
    .font("Helvetica-Bold")
    .fontSize(11)
    .fillColor(ink)
    .text(document.subject, margin, margin + 265);
  let top = margin + 290;
  pdf.font("Helvetica").fontSize(8).fillColor(faint).text("DESCRIPTION", margin, top);
  pdf.text(`NET, ${document.currency}`, margin, top, { align: "right" });
  top += 14;
  for (const { label, amount } of document.lines) {
    rule(pdf, top);
    const height = pdf.font("Helvetica").fontSize(10).heightOfString(label, { width: 340 });
    pdf.fillColor(ink).text(label, margin, top + 6, { width: 340 });
    pdf.text(readable(document, amount), margin, top + 6, { align: "right" });
    top += height + 12;
  }
  rule(pdf, top);
  pdf.y = top;
}

function drawTotals(pdf: Pdf, document: InvoiceDocument): void {
  const rows: [string, string, boolean][] = [
    ["Net", document.net, false],
    [document.tax.note, document.tax.amount, false],
    [document.title === "Invoice" ? "Total" : "Total credited", document.total, true],
  ];
  let top = pdf.y + 12;
  for (const [label, amount, strong] of rows) {
    pdf.font(strong ? "Helvetica-Bold" : "Helvetica").fontSize(strong ? 12 : 10);
    const height = pdf.heightOfString(label, { width: 300 });
    pdf.fillColor(ink).text(label, margin + 60, top, { width: 300 });
    pdf.text(readable(document, amount), margin, top, { align: "right" });
    top += height + 6;
  }
  pdf
    .font("Helvetica")
    .fontSize(9)
    .fillColor(faint)
    .text(document.payment, margin, top + 16, { width: right - margin });
}

function drawFoot(pdf: Pdf, document: InvoiceDocument): void {
  const top = 841.89 - margin - 40;
  rule(pdf, top);
  const digits = currencyExponents[document.currency];
  const text = document.specimen
    ? "Specimen of a demonstration: not a tax invoice, and nothing is owed."
    : `Amounts in ${document.currency} with ${digits} decimals. Late payment: three times the legal interest rate and 40 EUR for recovery costs.`;
  pdf
    .font("Helvetica")
    .fontSize(8)
    .fillColor(faint)
    .text(text, margin, top + 8, { width: right - margin, lineBreak: false });
}

function rule(pdf: Pdf, top: number): void {
  pdf.moveTo(margin, top).lineTo(right, top).lineWidth(0.5).strokeColor("#d0d7de").stroke();
}

const readable = ({ currency }: InvoiceDocument, amount: string) => toReadable(fromWire({ amount, currency }));
