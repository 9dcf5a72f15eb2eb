import type { ObjectStream } from "../salesforce/object-stream.ts";
import type { ObjectShape } from "../salesforce/objects.ts";

const key = ["Id"];
const need = (objects: string): string => `read access to ${objects} and its fields`;

/** The streams of Certinia's accounting and ERP foundations. */
export const accountingStreams: readonly ObjectStream[] = [
  {
    name: "sales_invoices",
    about: "Sales invoices of Certinia Accounting",
    key,
    objects: ["c2g__codaInvoice__c"],
    needs: need("c2g__codaInvoice__c"),
    fields: [
      "Name",
      "c2g__Account__c",
      "c2g__InvoiceDate__c",
      "c2g__DueDate__c",
      "c2g__InvoiceStatus__c",
      "c2g__InvoiceTotal__c",
      "c2g__NetTotal__c",
      "c2g__OutstandingValue__c",
      "c2g__PaymentStatus__c",
      "c2g__InvoiceCurrency__c",
      "c2g__OwnerCompany__c",
      "c2g__Opportunity__c",
      "c2g__CustomerReference__c",
    ],
    columns: ["Id", "c2g__Account__c", "c2g__InvoiceDate__c", "c2g__InvoiceStatus__c"],
    formulasOf: ["c2g__Transaction__r"],
    reread: stillOpen,
  },
  {
    name: "credit_notes",
    about: "Sales credit notes of Certinia Accounting",
    key,
    objects: ["c2g__codaCreditNote__c"],
    needs: need("c2g__codaCreditNote__c"),
    fields: [
      "Name",
      "c2g__Account__c",
      "c2g__CreditNoteDate__c",
      "c2g__CreditNoteStatus__c",
      "c2g__CreditNoteTotal__c",
      "c2g__Invoice__c",
    ],
    columns: ["Id", "c2g__Account__c", "c2g__CreditNoteDate__c", "c2g__CreditNoteStatus__c"],
  },
  {
    name: "cash_entries",
    about: "Payments and refunds of Certinia Accounting",
    key,
    objects: ["c2g__codaCashEntry__c"],
    needs: need("c2g__codaCashEntry__c"),
    fields: ["Name", "c2g__Account__c", "c2g__Date__c", "c2g__Type__c", "c2g__Status__c", "c2g__Reference__c"],
    columns: ["Id", "c2g__Account__c", "c2g__Date__c", "c2g__Type__c", "c2g__Status__c"],
  },
  {
    name: "billing_documents",
    about: "Invoices and credit notes of Certinia ERP (billing documents)",
    key,
    objects: ["fferpcore__BillingDocument__c"],
    needs: need("fferpcore__BillingDocument__c"),
    fields: [
      "Name",
      "fferpcore__Account__c",
      "fferpcore__DocumentDate__c",
      "fferpcore__DocumentDueDate__c",
      "fferpcore__DocumentStatus__c",
      "fferpcore__DocumentType__c",
      "fferpcore__DocumentTotal__c",
      "fferpcore__NetTotal__c",
      "fferpcore__Company__c",
      "c2g__PaymentStatus__c",
      "c2g__OutstandingValue__c",
    ],
    columns: [
      "Id",
      "fferpcore__Account__c",
      "fferpcore__DocumentDate__c",
      "fferpcore__DocumentStatus__c",
      "fferpcore__DocumentType__c",
    ],
    formulasOf: ["c2g__Transaction__r"],
    reread: stillOpen,
  },
];

// What is left to pay is a formula: it changes without a change of the invoice.
function stillOpen(object: ObjectShape): string | null {
  const left = object.fields.get("c2g__outstandingvalue__c");
  return left?.filterable === true ? `${left.name} != 0` : null;
}
