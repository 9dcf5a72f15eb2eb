import { expect, test } from "vitest";
import { paintOf, roundedRect, stepsOf } from "./drawing.ts";

test("paths in all their signs", () => {
  expect(stepsOf("M1,2L3,4 5,6H7V8l1,1h-1v1Z")).toEqual([
    ["M", 1, 2],
    ["L", 3, 4],
    ["L", 5, 6],
    ["L", 7, 6],
    ["L", 7, 8],
    ["L", 8, 9],
    ["L", 7, 9],
    ["L", 7, 10],
    ["Z"],
  ]);
  // A quadratic curve is a cubic one whose controls lie two thirds of the way.
  expect(stepsOf("M0 0Q3 3 6 0")).toEqual([
    ["M", 0, 0],
    ["C", 2, 2, 4, 2, 6, 0],
  ]);
  expect(stepsOf("m1 1c1 0 2 1 3 1M.5-.5")).toEqual([
    ["M", 1, 1],
    ["C", 2, 1, 3, 2, 4, 2],
    ["M", 0.5, -0.5],
  ]);
});

test("colours as styles tell them", () => {
  expect(paintOf("rgb(255, 0, 51)")).toEqual({ red: 1, green: 0, blue: 0.2, alpha: 1 });
  expect(paintOf("rgba(0, 0, 0, 0)")).toBeNull();
  expect(paintOf("rgba(0, 0, 0, 0.5)", 0.5)?.alpha).toBe(0.25);
  expect(paintOf("color(srgb 0.25 0.5 1 / 0.5)")).toEqual({ red: 0.25, green: 0.5, blue: 1, alpha: 0.5 });
  expect(paintOf("none")).toBeNull();
});

test("a corner is no rounder than its side", () => {
  expect(roundedRect({ x: 0, y: 0, width: 4, height: 2 }, 0)).toHaveLength(5);
  expect(roundedRect({ x: 0, y: 0, width: 4, height: 2 }, 9)[0]).toEqual(["M", 1, 0]);
});
