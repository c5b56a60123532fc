/** Two programs that embed the engine, compiled and run from outside of its build. */
package example;
