import { formatDay } from "../../time/day.ts";
import type { BusinessInvoice } from "../business.ts";
import type { Filled } from "./filled.ts";
import { dayMoment } from "./moments.ts";

/** Invoices and payments, as sales invoices where there are such, else as billing documents. */
export function fillInvoices(filled: Filled): void {
  const { org, account } = filled;
  for (const invoice of account.invoices) {
    if (org.objects.has("c2g__codaInvoice__c")) insertSalesInvoice(filled, invoice);
    else if (org.objects.has("fferpcore__BillingDocument__c")) insertBillingDocument(filled, invoice);
  }
}

function insertSalesInvoice({ org, accountId }: Filled, invoice: BusinessInvoice): void {
  const { day, amount, paid, number } = invoice;
  const CreatedDate = dayMoment(day);
  const isOpen = paid === null && !invoice.void;
  const transaction = org.insert("c2g__codaTransaction__c", {
    Name: `TRN${number}`,
    c2g__Account__c: accountId,
    CreatedDate,
    SystemModstamp: dayMoment(paid ?? day),
    c2g__DocumentOutstandingTotal__c: isOpen ? amount : 0,
  });
  org.insert("c2g__codaInvoice__c", {
    Name: `SIN${String(number).padStart(6, "0")}`,
    c2g__Account__c: accountId,
    c2g__InvoiceDate__c: formatDay(day),
    c2g__DueDate__c: formatDay(day + 30),
    c2g__InvoiceStatus__c: invoice.void ? "Discarded" : "Complete",
    c2g__InvoiceTotal__c: amount,
    c2g__NetTotal__c: amount,
    c2g__OutstandingValue__c: isOpen ? amount : 0,
    c2g__PaymentStatus__c: paid === null ? "Unpaid" : "Paid",
    c2g__Transaction__c: transaction,
    CreatedDate,
  });
  if (paid === null) return;
  org.insert("c2g__codaCashEntry__c", {
    Name: `CSH${number}`,
    c2g__Account__c: accountId,
    c2g__Date__c: formatDay(paid),
    c2g__Type__c: "Receipt",
    c2g__Status__c: "Complete",
    CreatedDate: dayMoment(paid),
  });
}

function insertBillingDocument({ org, accountId }: Filled, invoice: BusinessInvoice): void {
  const { day, amount, number } = invoice;
  org.insert("fferpcore__BillingDocument__c", {
    Name: `BDOC-${number}`,
    fferpcore__Account__c: accountId,
    fferpcore__DocumentDate__c: formatDay(day),
    fferpcore__DocumentDueDate__c: formatDay(day + 30),
    fferpcore__DocumentType__c: "Invoice",
    fferpcore__DocumentStatus__c: invoice.void ? "Discarded" : "Complete",
    fferpcore__DocumentTotal__c: amount,
    fferpcore__NetTotal__c: amount,
    CreatedDate: dayMoment(day),
  });
}
